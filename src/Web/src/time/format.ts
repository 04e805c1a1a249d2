import { isRelative, type Range } from './range';
import { zoneName, type Zone } from './zone';

const formats = new Map<string, Intl.DateTimeFormat>();

interface Parts {
  date: string;
  time: string;
  fraction: string;
}

/** `2026-03-04 05:06:07.123` in the zone. */
export function formatTime(time: string | number, zone: Zone): string {
  const { date, time: clock, fraction } = parts(time, zone);
  return `${date} ${clock}.${fraction}`;
}

/** `05:06:07.123`, for where the date is plain from around it. */
export function formatClock(time: string | number, zone: Zone): string {
  const { time: clock, fraction } = parts(time, zone);
  return `${clock}.${fraction}`;
}

/** `2026-03-04 05:06`, and the seconds only where they are not zero. */
export function formatMinute(time: string | number, zone: Zone): string {
  const { date, time: clock } = parts(time, zone);
  return `${date} ${clock.endsWith(':00') ? clock.slice(0, 5) : clock}`;
}

/** A duration in the unit that people would choose: `0.4 ms`, `12 ms`, `1.25 s`, `3 min 5 s`. */
export function formatDuration(milliseconds: number): string {
  if (milliseconds < 1) {
    return `${short(milliseconds * 1000)} µs`;
  }

  if (milliseconds < 1000) {
    return `${short(milliseconds)} ms`;
  }

  if (milliseconds < 60_000) {
    return `${short(milliseconds / 1000)} s`;
  }

  const units: [string, number][] = [
    ['d', 86_400_000],
    ['h', 3_600_000],
    ['min', 60_000],
    ['s', 1000],
  ];
  const first = units.findIndex(([, size]) => milliseconds >= size);
  let rest = milliseconds;
  return units
    .slice(first, first + 2)
    .map(([name, size]) => {
      const count = Math.floor(rest / size);
      rest -= count * size;
      return count > 0 ? `${count} ${name}` : '';
    })
    .filter((text) => text !== '')
    .join(' ');
}

/** `Last 15 minutes`, or from when to when. */
export function describeRange(range: Range, zone: Zone): string {
  const last = /^now-(\d+)(m|h|d|w)$/.exec(range.from);
  if (last !== null && range.to === 'now') {
    const [, count = '', unit = ''] = last;
    const name = { m: 'minute', h: 'hour', d: 'day', w: 'week' }[unit] ?? '';
    return count === '1' ? `Last ${name}` : `Last ${count} ${name}s`;
  }

  return `${describeEnd(range.from, zone)} – ${describeEnd(range.to, zone)}`;
}

function describeEnd(text: string, zone: Zone): string {
  return isRelative(text) || Number.isNaN(Date.parse(text)) ? text : formatMinute(text, zone);
}

function parts(time: string | number, zone: Zone): Parts {
  const found: Record<string, string> = {};
  for (const { type, value } of format(zone).formatToParts(new Date(time))) {
    found[type] = value;
  }

  const { year, month, day, hour, minute, second, fractionalSecond } = found;
  return {
    date: `${year}-${month}-${day}`,
    time: `${hour}:${minute}:${second}`,
    fraction: fractionalSecond ?? '000',
  };
}

// To make one costs more than to use it a hundred times.
function format(zone: Zone): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known !== undefined) {
    return known;
  }

  const made = new Intl.DateTimeFormat('en-CA', {
    timeZone: zoneName(zone),
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    fractionalSecondDigits: 3,
    hourCycle: 'h23',
  });
  formats.set(zone, made);
  return made;
}

function short(value: number): string {
  return String(Number(value.toPrecision(3)));
}
