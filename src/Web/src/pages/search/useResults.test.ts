// @vitest-environment jsdom
import { expect, test } from 'vitest';
import type { QueryEvent } from '../../api/query';
import { reduce, type Results } from './useResults';

function after(...events: QueryEvent[]): Results {
  return events.reduce<Results>(
    (results, event) => reduce(results, { kind: 'event', event }),
    reduce({} as Results, { kind: 'begin' }),
  );
}

test('patterns of a sample say of how many bodies they were made', () => {
  const results = after(
    { meta: { kind: 'patterns' } },
    { rows: [['a <*>', 7]] },
    { end: { looked_at: 100_000, sampled: true } },
  );

  expect(results).toMatchObject({ status: 'done', kind: 'patterns', sample: 100_000 });
});

test('patterns of all bodies say nothing of a sample, and neither does a table', () => {
  expect(after({ end: { looked_at: 12, sampled: false } }).sample).toBeUndefined();
  expect(after({ end: { truncated: true } })).toMatchObject({ isCut: true, sample: undefined });
});
