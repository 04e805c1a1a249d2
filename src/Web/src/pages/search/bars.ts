import { severities, type Severity } from '../../api/records';
import type { Bucket } from '../../api/logs';

// The worst lie at the bottom, where all begin at the same height and few can be told from none.
const order = severities.toReversed();

// A single error among a million records is still to be seen.
const least = 2;

/** The outlines of stacked bars, one for each severity, as SVG paths. */
export function barPaths(
  buckets: readonly Bucket[],
  width: number,
  height: number,
): { severity: Severity; path: string }[] {
  const most = Math.max(1, ...buckets.map((bucket) => bucket.total));
  const step = width / Math.max(1, buckets.length);
  const gap = step > 4 ? 1 : 0;
  const paths = new Map<Severity, string>();
  buckets.forEach((bucket, i) => {
    let bottom = height;
    for (const severity of order) {
      const count = bucket.counts[severity] ?? 0;
      if (count > 0) {
        const tall = Math.max(least, (count / most) * height);
        const bar = `M${round(i * step)} ${round(bottom)}v${-round(tall)}h${round(step - gap)}v${round(tall)}z`;
        paths.set(severity, (paths.get(severity) ?? '') + bar);
        bottom -= tall;
      }
    }
  });
  return [...paths].map(([severity, path]) => ({ severity, path }));
}

/** How many records of each severity there are in all, the worst first. */
export function totals(buckets: readonly Bucket[]): { severity: Severity; count: number }[] {
  return order
    .map((severity) => ({ severity, count: buckets.reduce((sum, bucket) => sum + (bucket.counts[severity] ?? 0), 0) }))
    .filter(({ count }) => count > 0);
}

/** The buckets from one place to another, in whichever direction it was drawn. */
export function span(one: number, other: number, count: number): { first: number; last: number } {
  const clamp = (index: number) => Math.max(0, Math.min(count - 1, index));
  return { first: clamp(Math.min(one, other)), last: clamp(Math.max(one, other)) };
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
