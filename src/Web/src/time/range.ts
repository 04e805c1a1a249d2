/**
 * From when to when: RFC 3339, or relative to now in the words of the API (`now`, `now-15m`, `now-1h30m`). `to` is outside.
 */
export interface Range {
  from: string;
  to: string;
}

export const defaultRange: Range = { from: 'now-15m', to: 'now' };

const unitMilliseconds: Record<string, number> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

const relative = /^now(?:([+-])((?:\d+(?:ms|s|m|h|d|w))+))?$/;

/** Milliseconds since 1970, or undefined when the text is no time. */
export function resolveTime(text: string, now: number): number | undefined {
  const match = relative.exec(text);
  if (match !== null) {
    const [, sign, distance] = match;
    return distance === undefined ? now : now + (sign === '-' ? -1 : 1) * parseDuration(distance);
  }

  // Only the whole form: what Date.parse guesses beyond it differs from browser to browser.
  return /^\d{4}-\d{2}-\d{2}T/.test(text) && !Number.isNaN(Date.parse(text)) ? Date.parse(text) : undefined;
}

export function isRelative(text: string): boolean {
  return relative.test(text);
}

/** Both ends as times that stay, so that all parts of a page show the same range; undefined when it is no range. */
export function fixRange(range: Range, now: number): Range | undefined {
  const from = resolveTime(range.from, now);
  const to = resolveTime(range.to, now);
  return from === undefined || to === undefined || from >= to
    ? undefined
    : { from: new Date(from).toISOString(), to: new Date(to).toISOString() };
}

/** The range with so many milliseconds more at both ends, for times that stay. */
export function widen(range: Range, by: number): Range {
  return {
    from: new Date(Date.parse(range.from) - by).toISOString(),
    to: new Date(Date.parse(range.to) + by).toISOString(),
  };
}

export function rangeMilliseconds(range: Range, now: number): number {
  return (resolveTime(range.to, now) ?? 0) - (resolveTime(range.from, now) ?? 0);
}

function parseDuration(text: string): number {
  return [...text.matchAll(/(\d+)(ms|[smhdw])/g)].reduce(
    (sum, [, count, unit]) => sum + Number(count) * (unitMilliseconds[unit ?? ''] ?? 0),
    0,
  );
}
