import { createStore } from '../shell/store';

/** The time that the pointer is at, and the chart it is in: all charts of a page mark the same time. */
export interface Crosshair {
  time: number;
  chart: string;
}

export const crosshair = createStore<Crosshair | undefined>(undefined);
