import { useEffect } from 'react';
import { refresh } from '../../time/useRange';

/** What can be chosen. */
export const refreshIntervals = ['5s', '10s', '30s', '1m', '5m', '15m'] as const;

/** Asks again in intervals such as `30s`, as long as somebody can see it. */
export function useAutoRefresh(interval: string | undefined): void {
  useEffect(() => {
    const milliseconds = millisecondsOf(interval);
    if (milliseconds === undefined) {
      return;
    }

    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') {
        refresh();
      }
    }, milliseconds);
    return () => clearInterval(timer);
  }, [interval]);
}

function millisecondsOf(interval: string | undefined): number | undefined {
  const [, count, unit] = /^(\d+)(s|m|h)$/.exec(interval ?? '') ?? [];
  const seconds = { s: 1, m: 60, h: 3600 }[unit ?? ''];
  return count === undefined || seconds === undefined ? undefined : Number(count) * seconds * 1000;
}
