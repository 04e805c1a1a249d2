// The question: how many people may watch the same live tail without missing a record, and without slowing those who send?
// k6 cannot read an endless answer, so Monolith's own counters tell what the tails were shown.

import http from 'k6/http';
import { check, sleep } from 'k6';
import { Gauge } from 'k6/metrics';
import { sendNdjson } from './lib/ingest.js';
import { sumOf } from './lib/metrics.js';
import { reading, server, setting } from './lib/server.js';
import { requests } from './lib/stages.js';

const tails = setting('TAILS', 50);
const batch = setting('BATCH', 20);
const seconds = setting('SECONDS', 60);

const open = new Gauge('tails_open');
const shown = new Gauge('records_shown');
const missed = new Gauge('records_missed');

export const options = {
  scenarios: {
    watch: { executor: 'per-vu-iterations', exec: 'watch', vus: tails, iterations: 1, maxDuration: `${seconds + 30}s` },
    send: {
      executor: 'constant-arrival-rate',
      exec: 'send',
      rate: requests(setting('RATE', 200), batch),
      timeUnit: '1s',
      startTime: '5s',
      duration: `${seconds - 15}s`,
      preAllocatedVUs: 10,
      maxVUs: 50,
    },
    count: { executor: 'per-vu-iterations', exec: 'count', vus: 1, iterations: 1, startTime: `${seconds - 7}s` },
  },
  thresholds: {
    'http_req_duration{scenario:send}': ['p(95)<500'],
    'http_req_failed{scenario:send}': ['rate==0'],
    records_refused: ['count==0'],
    tails_open: [`value>=${tails}`],
    records_shown: ['value>0'],
    records_missed: ['value==0'],
  },
};

/** Where the counters stood before. */
export function setup() {
  return counters();
}

export function watch() {
  // Ends by its time-out: that is no failure, and no threshold looks at it.
  http.get(`${server}/api/v1/logs/tail`, { headers: reading('text/event-stream'), timeout: `${seconds}s` });
}

export function send() {
  sendNdjson(batch, __VU);
}

export function count(before) {
  const now = counters();
  open.add(now.open - before.open);
  shown.add(now.shown - before.shown);
  missed.add(now.missed - before.missed);
  check(now, { 'nobody missed a record': (n) => n.missed === before.missed });
  sleep(1);
}

function counters() {
  const text = http.get(`${server}/metrics`, { headers: reading('text/plain') }).body;
  return {
    open: sumOf(text, 'monolith_explore_tail_open'),
    shown: sumOf(text, 'monolith_explore_tail_records_total'),
    missed: sumOf(text, 'monolith_explore_tail_missed_total'),
  };
}
