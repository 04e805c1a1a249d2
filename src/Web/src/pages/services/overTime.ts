import type { ServicePoint } from '../../api/services';

/** What a service did, with a value for each interval of the range. */
export interface OverTime {
  times: number[];
  requests: number[];
  errors: number[];
  p95: (number | null)[];
}

/** Adds the intervals without requests: there were none, and nothing that could have been slow. */
export function overTime(
  points: readonly ServicePoint[],
  range: { from: string; to: string },
  intervalSeconds: number,
): OverTime {
  const step = intervalSeconds * 1000;
  const known = new Map(points.map((point) => [Date.parse(point.time), point]));
  const times: number[] = [];
  for (let at = Math.floor(Date.parse(range.from) / step) * step; at < Date.parse(range.to); at += step) {
    times.push(at);
  }

  const found = times.map((at) => known.get(at));
  return {
    times,
    requests: found.map((point) => point?.requests ?? 0),
    errors: found.map((point) => point?.errors ?? 0),
    p95: found.map((point) => point?.p95_ms ?? null),
  };
}
