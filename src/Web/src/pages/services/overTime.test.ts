import { expect, it } from 'vitest';
import { overTime } from './overTime';

it('shows an interval without requests as one without requests', () => {
  const points = [{ time: '2026-03-04T05:01:00.000000000Z', requests: 7, errors: 1, p95_ms: 12 }];

  const service = overTime(points, { from: '2026-03-04T05:00:30.000Z', to: '2026-03-04T05:03:00.000Z' }, 60);

  expect(service.requests).toEqual([0, 7, 0]);
  expect(service.errors).toEqual([0, 1, 0]);
  expect(service.p95).toEqual([null, 12, null]);
});
