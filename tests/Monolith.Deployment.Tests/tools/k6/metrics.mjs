// What k6 exports as `k6/metrics`: counters add up, all others keep their last value.

import { result } from './k6.mjs';

class Metric {
  constructor(name) {
    this.name = name;
  }

  add(value) {
    result.metrics[this.name] = value;
  }
}

export class Counter extends Metric {
  add(value) {
    result.metrics[this.name] = (result.metrics[this.name] ?? 0) + value;
  }
}

export class Gauge extends Metric {}

export class Trend extends Metric {}
