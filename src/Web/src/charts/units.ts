import { formatDuration } from '../time/format';

/** What the numbers of a chart count. */
export const units = ['', 'ms', 's', '%', 'B', '/s'] as const;

export type Unit = (typeof units)[number];

/** A unit as a document names it; one that is not known counts things. */
export function unitOf(text: string | undefined): Unit {
  return units.find((unit) => unit === text) ?? '';
}

/** The value as people would write it: `12 ms`, `4.2 %`, `1.5 MB`, `12.3 k`. */
export function formatValue(value: number | null | undefined, unit: Unit): string {
  if (value === null || value === undefined || !Number.isFinite(value)) {
    return '–';
  }

  switch (unit) {
    case 'ms':
      return duration(value);
    case 's':
      return duration(value * 1000);
    case '%':
      return `${short(value)} %`;
    case 'B':
      return scaled(value, ['B', 'kB', 'MB', 'GB', 'TB', 'PB'], ' ');
    case '/s':
      return `${formatCount(value)}/s`;
    default:
      return formatCount(value);
  }
}

/** `950`, `12,345`, `1.23 M`. */
export function formatCount(value: number): string {
  return Math.abs(value) < 100_000 ? short(value) : scaled(value, ['', 'k', 'M', 'G', 'T', 'P'], ' ');
}

function duration(milliseconds: number): string {
  return milliseconds <= 0 ? `${short(milliseconds)} ms` : formatDuration(milliseconds);
}

function scaled(value: number, names: readonly string[], gap: string): string {
  let rest = value;
  let step = 0;
  while (Math.abs(rest) >= 1000 && step < names.length - 1) {
    rest /= 1000;
    step++;
  }

  return `${short(rest)}${names[step] === '' ? '' : gap}${names[step] ?? ''}`;
}

// Three digits that count, but whole numbers whole.
function short(value: number): string {
  const rounded = Math.abs(value) >= 1000 ? Math.round(value) : Number(value.toPrecision(3));
  return rounded.toLocaleString('en');
}
