import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readSearch, writeSearch } from './address';

test('an address gives back what was written into it', () => {
  const search = fc.dictionary(fc.string({ minLength: 1 }), fc.string({ minLength: 1, unit: 'grapheme' }));

  fc.assert(
    fc.property(search, (values) => {
      expect({ ...readSearch(writeSearch(values)) }).toEqual({ ...values });
    }),
  );
});

test('an address can be read by people', () => {
  expect(writeSearch({ query: 'service:checkout', from: 'now-1h', to: undefined })).toBe(
    '?query=service:checkout&from=now-1h',
  );
});
