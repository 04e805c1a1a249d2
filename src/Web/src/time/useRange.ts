import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import { createStore, useStore } from '../shell/store';
import { defaultRange, fixRange, type Range } from './range';
import type { Zone } from './zone';

// What "now" means on this page: all its parts must mean the same, and it moves only when the user asks again.
const asOf = createStore(Date.now());

/** Makes "now" now: everything that shows a relative range asks again. */
export function refresh(): void {
  asOf.set(Date.now());
}

/** The range of time and the zone of the page. They live in the address, and go along from page to page. */
export function useRange() {
  const search = useSearch({ from: '__root__' });
  const navigate = useNavigate();
  const now = useStore(asOf);
  const from = search.from ?? defaultRange.from;
  const to = search.to ?? defaultRange.to;
  const range = useMemo<Range>(() => ({ from, to }), [from, to]);

  return {
    range,
    zone: search.zone ?? 'local',
    /** Both ends as times that stay until the user asks again. A range that is none is taken for the default. */
    fixed: useMemo<Range>(() => fixRange(range, now) ?? fixRange(defaultRange, now) ?? range, [range, now]),
    setRange: (next: Range) => {
      refresh();
      void navigate({ to: '.', search: (old) => ({ ...old, ...next }) });
    },
    setZone: (next: Zone) => {
      void navigate({
        to: '.',
        replace: true,
        search: (old) => ({ ...old, zone: next === 'local' ? undefined : next }),
      });
    },
  };
}
