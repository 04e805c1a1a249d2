import { describe, expect, it } from 'vitest';
import { formatValue, unitOf } from './units';

describe('formatValue', () => {
  it.each([
    [0, 'ms', '0 ms'],
    [0.25, 'ms', '250 µs'],
    [1250, 'ms', '1.25 s'],
    [2, 's', '2 s'],
    [4.1234, '%', '4.12 %'],
    [1_500_000, 'B', '1.5 MB'],
    [12.345, '/s', '12.3/s'],
    [12_345, '', '12,345'],
    [1_234_567, '', '1.23 M'],
  ] as const)('writes %d in %j as %s', (value, unit, text) => {
    expect(formatValue(value, unit)).toBe(text);
  });

  it('writes a dash for what is not there', () => {
    expect(formatValue(null, 'ms')).toBe('–');
    expect(formatValue(NaN, '')).toBe('–');
  });
});

describe('unitOf', () => {
  it('takes a unit that it does not know for a count', () => {
    expect(unitOf('bananas')).toBe('');
    expect(unitOf('ms')).toBe('ms');
  });
});
