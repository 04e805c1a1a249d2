import fc from 'fast-check';
import { expect, test } from 'vitest';
import { pieces, wordsOf } from './marks';

test.each([
  ['timeout', 'a Timeout happened', ['a ', 'Timeout', ' happened']],
  ['"timed out"', 'it timed-out', ['it ', 'timed-out', '']],
  ['pay*', 'payment', ['', 'payment', '']],
  ['service:auth -x NOT y', 'auth x y', ['auth x y']],
  ['a | where b', 'a b', ['', 'a', ' b']],
])('%s is marked in %j', (query, text, expected) => {
  expect(pieces(text, wordsOf(query))).toEqual(expected);
});

test('marks never change a text', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (query, text) => {
      expect(pieces(text, wordsOf(query)).join('')).toBe(text);
    }),
  );
});
