import { describe, expect, test } from 'vitest';
import { describeRange, formatDuration, formatMinute, formatTime } from './format';
import { fixRange, resolveTime, widen } from './range';
import { isZone } from './zone';

const now = Date.parse('2026-03-04T05:06:07.000Z');

test('a range is made wider at both ends, whatever its digits', () => {
  const range = { from: '2026-03-04T05:06:07.123456789Z', to: '2026-03-04T05:06:07.123456790Z' };

  expect(widen(range, 60_000)).toEqual({ from: '2026-03-04T05:05:07.123Z', to: '2026-03-04T05:07:07.123Z' });
});

describe('a time', () => {
  test.each([
    ['now', 0],
    ['now-15m', -900_000],
    ['now-1h30m', -5_400_000],
    ['now+500ms', 500],
    ['now-2w', -1_209_600_000],
  ])('%s is relative to now', (text, distance) => {
    expect(resolveTime(text, now)).toBe(now + distance);
  });

  test.each(['', 'yesterday', 'now-', 'now-15', 'now-15x', '5', '2026', '2026-13-01T00:00:00Z'])(
    '%j is none',
    (text) => {
      expect(resolveTime(text, now)).toBeUndefined();
    },
  );

  test('keeps the zone that it names', () => {
    expect(resolveTime('2026-03-04T06:06:07+01:00', now)).toBe(now);
  });
});

describe('a range', () => {
  test('is fixed at both ends by the same now', () => {
    expect(fixRange({ from: 'now-1m', to: 'now' }, now)).toEqual({
      from: '2026-03-04T05:05:07.000Z',
      to: '2026-03-04T05:06:07.000Z',
    });
  });

  test('whose ends are the wrong way round is none', () => {
    expect(fixRange({ from: 'now', to: 'now-1m' }, now)).toBeUndefined();
  });

  test.each([
    [{ from: 'now-15m', to: 'now' }, 'Last 15 minutes'],
    [{ from: 'now-1h', to: 'now' }, 'Last hour'],
    [{ from: 'now-2h', to: 'now-1h' }, 'now-2h – now-1h'],
    [{ from: '2026-03-04T05:00:00Z', to: '2026-03-04T05:06:07Z' }, '2026-03-04 05:00 – 2026-03-04 05:06:07'],
  ])('%j is called %s', (range, text) => {
    expect(describeRange(range, 'UTC')).toBe(text);
  });
});

describe('times are written', () => {
  test('in the zone that was chosen, with the digits that the browser can hold', () => {
    expect(formatTime('2026-03-04T05:06:07.123456789Z', 'UTC')).toBe('2026-03-04 05:06:07.123');
    expect(formatTime('2026-03-04T23:06:07.123456789Z', 'Europe/Berlin')).toBe('2026-03-05 00:06:07.123');
    expect(formatMinute(now, 'America/New_York')).toBe('2026-03-04 00:06:07');
  });

  test.each([
    [0.25, '250 µs'],
    [12.345, '12.3 ms'],
    [1250, '1.25 s'],
    [185_000, '3 min 5 s'],
    [3_600_000, '1 h'],
    [90_000_000, '1 d 1 h'],
  ])('%d ms as %s', (milliseconds, text) => {
    expect(formatDuration(milliseconds)).toBe(text);
  });
});

test.each([
  ['local', true],
  ['UTC', true],
  ['Europe/Berlin', true],
  ['Mars/Olympus', false],
])('whether %s is a zone', (name, is) => {
  expect(isZone(name)).toBe(is);
});
