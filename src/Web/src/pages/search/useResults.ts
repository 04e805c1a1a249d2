import { useCallback, useEffect, useReducer, useRef } from 'react';
import { runQuery, type Column, type Kind, type Progress, type QueryEvent, type Statistics } from '../../api/query';
import type { Json } from '../../api/records';
import type { Selection } from '../../api/logs';
import { rowOf, type Row } from './cut';

// The first page fills a screen soon; those that scrolling asks for are larger.
const firstPage = 200;
const laterPages = 1000;

export interface Results {
  status: 'running' | 'done' | 'failed';
  kind: Kind;
  rows: readonly Row[];
  columns: readonly Column[];
  cells: readonly Json[][];
  progress: Progress | undefined;
  statistics: Statistics | undefined;
  next: string | undefined;
  /** There are more rows than were asked for. */
  isCut: boolean;
  /** Of how many bodies it was made, where there are more of them than were looked at. */
  sample: number | undefined;
  error: unknown;
}

const nothing: Results = {
  status: 'running',
  kind: 'records',
  rows: [],
  columns: [],
  cells: [],
  progress: undefined,
  statistics: undefined,
  next: undefined,
  isCut: false,
  sample: undefined,
  error: undefined,
};

type Change =
  { kind: 'begin' } | { kind: 'more' } | { kind: 'event'; event: QueryEvent } | { kind: 'failed'; error: unknown };

/** Exported for its tests: how what comes from a query becomes what is shown. */
export function reduce(results: Results, change: Change): Results {
  switch (change.kind) {
    case 'begin':
      return nothing;
    case 'more':
      return { ...results, status: 'running', next: undefined };
    case 'failed':
      return { ...results, status: 'failed', error: change.error };
    case 'event':
      return add(results, change.event);
  }
}

function add(results: Results, event: QueryEvent): Results {
  if ('meta' in event) {
    return { ...results, kind: event.meta.kind, columns: event.meta.columns ?? [] };
  }

  if ('progress' in event) {
    return { ...results, progress: event.progress };
  }

  if ('records' in event) {
    return { ...results, rows: [...results.rows, ...event.records.map(rowOf)] };
  }

  if ('rows' in event) {
    return { ...results, cells: [...results.cells, ...event.rows] };
  }

  return {
    ...results,
    status: 'done',
    progress: undefined,
    statistics: event.end.statistics,
    next: event.end.next_cursor ?? undefined,
    isCut: event.end.truncated ?? false,
    sample: event.end.sampled === true ? event.end.looked_at : undefined,
  };
}

/** Runs the query whenever it or the range changes, and its next pages when they are asked for. */
export function useResults(selection: Selection, isOn: boolean) {
  const [results, change] = useReducer(reduce, nothing);
  const abort = useRef(new AbortController());
  const { query, from, to } = selection;

  const run = useCallback(
    async (limit: number, cursor: string | undefined, signal: AbortSignal) => {
      try {
        for await (const event of runQuery({ query, from, to, limit, ...(cursor ? { cursor } : {}) }, signal)) {
          change({ kind: 'event', event });
        }
      } catch (error) {
        // What was stopped on purpose did not fail.
        if (!signal.aborted) {
          change({ kind: 'failed', error });
        }
      }
    },
    [query, from, to],
  );

  useEffect(() => {
    if (!isOn) {
      return;
    }

    const controller = new AbortController();
    abort.current = controller;
    change({ kind: 'begin' });
    void run(firstPage, undefined, controller.signal);
    return () => controller.abort();
  }, [run, isOn]);

  return {
    results,
    loadMore: () => {
      if (results.status === 'done' && results.next !== undefined) {
        change({ kind: 'more' });
        void run(laterPages, results.next, abort.current.signal);
      }
    },
    stop: () => {
      abort.current.abort();
      change({ kind: 'event', event: { end: {} } });
    },
  };
}
