import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { and, nameOf, quote, term, wishOf, withFilter } from './edit';
import { otherNames } from './names';
import { tokenize } from './tokens';

const kinds = (query: string) => tokenize(query).map((token) => `${token.kind} ${token.text}`);

describe('the words of a query', () => {
  test('fields, operators and values', () => {
    expect(kinds('service:checkout duration_ms>=500 timeout')).toEqual([
      'field service',
      'operator :',
      'value checkout',
      'field duration_ms',
      'operator >=',
      'number 500',
      'word timeout',
    ]);
  });

  test('phrases, regular expressions and what is not wanted', () => {
    expect(kinds('"timed \\"out" -/a b/ NOT x OR (y)')).toEqual([
      'string "timed \\"out"',
      'keyword -',
      'regex /a b/',
      'keyword NOT',
      'word x',
      'keyword OR',
      'bracket (',
      'word y',
      'bracket )',
    ]);
  });

  test('stages and their functions', () => {
    expect(kinds('error | stats count(), p99(duration_ms) by service')).toEqual([
      'word error',
      'pipe |',
      'stage stats',
      'function count',
      'bracket (',
      'bracket )',
      'bracket ,',
      'function p99',
      'bracket (',
      'field duration_ms',
      'bracket )',
      'keyword by',
      'field service',
    ]);
  });

  test('values with signs, quoted names and other joints', () => {
    expect(kinds('http.route:/orders/{id} "order id":5 || url:https://a.example')).toEqual([
      'field http.route',
      'operator :',
      'value /orders/{id}',
      'field "order id"',
      'operator :',
      'number 5',
      'keyword ||',
      'field url',
      'operator :',
      'value https://a.example',
    ]);
  });

  test('ranges', () => {
    expect(kinds('size:[1 TO 5}')).toEqual([
      'field size',
      'operator :',
      'bracket [',
      'number 1',
      'keyword TO',
      'number 5',
      'bracket }',
    ]);
  });

  test('a slash inside a value does not begin a regular expression', () => {
    expect(kinds('a/b/c')).toEqual(['word a/b/c']);
  });

  test('any text at all is read whole, and only blanks are between the words', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'ab1 |"/()[]:<>=!-@.,\\') }), (query) => {
        const tokens = tokenize(query);
        const between = tokens.map((token, i) => query.slice(tokens[i - 1]?.to ?? 0, token.from));

        expect(between.join('').trim()).toBe('');
        expect(query.slice(tokens.at(-1)?.to ?? 0).trim()).toBe('');
      }),
    );
  });
});

describe('a value is written', () => {
  test.each([
    ['checkout', 'checkout'],
    ['10.0.0.1', '10.0.0.1'],
    ['/pay', '"/pay"'],
    ['two words', '"two words"'],
    ['say "hi" \\', '"say \\"hi\\" \\\\"'],
    ['OR', '"OR"'],
    ['', '""'],
  ])('%j as %s', (value, text) => {
    expect(quote(value)).toBe(text);
  });
});

describe('a name is written', () => {
  test.each([
    ['service', 'service'],
    ['order.id', 'order.id'],
    ['k8s.pod/name', 'k8s.pod/name'],
    ['größe', 'größe'],
    ['user', '"user"'],
    ['level', '"level"'],
    ['http.status_code', '"http.status_code"'],
    ['order id', '"order id"'],
    ['size (kB)', '"size (kB)"'],
    ['a:b', '"a:b"'],
    ['7th', '"7th"'],
    ['ends.', '"ends."'],
    ['say "hi"', '"say \\"hi\\""'],
    ['OR', '"OR"'],
    ['@last', '"@last"'],
    ['non\u00a0breaking', '"non\u00a0breaking"'],
    ['', '""'],
  ])('%j as %s', (name, text) => {
    expect(nameOf(name)).toBe(text);
  });

  test('in quotation marks whenever the language has it for another name of a field', () => {
    const language = readFileSync('../../docs/query-language.md', 'utf8');
    const table = language.slice(language.indexOf('## Fields'), language.indexOf('Every other name is an attribute'));
    const documented = [...table.matchAll(/^\| `[^|]+` \| ([^|]+) \|/gm)].flatMap(([, names]) =>
      [...(names ?? '').matchAll(/`([^`]+)`/g)].map(([, name]) => name ?? ''),
    );

    expect(documented.toSorted()).toEqual([...otherNames].toSorted());
  });
});

describe('a filter', () => {
  test.each([
    ['', 'service:auth'],
    ['timeout', 'timeout service:auth'],
    ['a OR b', '(a OR b) service:auth'],
    ['a || b', '(a || b) service:auth'],
    ['(a OR b) c', '(a OR b) c service:auth'],
    ['timeout | stats count()', 'timeout service:auth | stats count()'],
    ['| top 5 user', 'service:auth | top 5 user'],
    ['"a | b"', '"a | b" service:auth'],
  ])('is added to %j', (query, expected) => {
    expect(withFilter(query, 'service', 'auth', 'include')).toBe(expected);
  });

  test.each([
    ['service:auth', ''],
    ['a service:auth b', 'a b'],
    ['a AND service:auth', 'a'],
    ['service:auth AND a', 'a'],
    ['service:"auth" | limit 5', '| limit 5'],
  ])('that is in %j already is taken back', (query, expected) => {
    expect(withFilter(query, 'service', 'auth', 'include')).toBe(expected);
  });

  test('that was wished the other way round is turned round', () => {
    expect(withFilter('a -service:auth', 'service', 'auth', 'include')).toBe('a service:auth');
    expect(withFilter('a service:auth', 'service', 'auth', 'exclude')).toBe('a -service:auth');
    expect(withFilter('a NOT service:auth', 'service', 'auth', 'include')).toBe('a service:auth');
  });

  test('on an attribute that is called like a field is not one on the field', () => {
    expect(withFilter('', 'user', 'anna', 'include')).toBe('"user":anna');
    expect(wishOf('user:anna', 'user', 'anna')).toBeUndefined();
    expect(withFilter('"order.id":7 x', 'order.id', '7', 'include')).toBe('x');
  });

  test('beside an OR is not taken for a wish', () => {
    expect(wishOf('service:auth OR x', 'service', 'auth')).toBeUndefined();
    expect(wishOf('(service:auth) x', 'service', 'auth')).toBeUndefined();
  });

  test('of any value is found again after it was added, and gone after it was taken back', () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.constantFrom('http.route', 'order id', 'user', 'a"b\\\\', 'size (kB)|:x'),
        fc.constantFrom('include' as const, 'exclude' as const),
        (value, field, wish) => {
          const added = withFilter('timeout', field, value, wish);

          expect(wishOf(added, field, value)).toBe(wish);
          expect(withFilter(added, field, value, wish)).toBe('timeout');
        },
      ),
    );
  });
});

test('a condition is put before the stages', () => {
  expect(and('x | limit 3', term('user', 'a b', 'exclude'))).toBe('x -"user":"a b" | limit 3');
});
