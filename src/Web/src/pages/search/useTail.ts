import { useEffect, useRef, useState } from 'react';
import { tail } from '../../api/logs';
import { rowOf, type Row } from './cut';

/** More than this is not kept: who watches live looks at the newest. */
const kept = 5000;

// Often enough to look live; seldom enough that a flood of records is drawn in gulps.
const redrawEvery = 150;

export interface Tail {
  rows: readonly Row[];
  /** Came while the view was paused, and is shown when it goes on. */
  waiting: number;
  /** Was not shown: the server could not send it fast enough, or more came during a pause than is kept. */
  missed: number;
  error: unknown;
}

const empty: Tail = { rows: [], waiting: 0, missed: 0, error: undefined };

/** Shows records as they come in, the newest first, while `isOn`. */
export function useTail(query: string, isOn: boolean, isPaused: boolean): Tail {
  const [shown, setShown] = useState(empty);
  const paused = useRef(isPaused);
  useEffect(() => {
    paused.current = isPaused;
  });

  useEffect(() => {
    if (!isOn) {
      return;
    }

    const abort = new AbortController();
    const came = new TailBuffer();
    const timer = setInterval(() => setShown((old) => came.flush(old, paused.current)), redrawEvery);
    void watch(query, came, abort.signal);
    return () => {
      clearInterval(timer);
      abort.abort();
      setShown(empty);
    };
  }, [query, isOn]);

  return shown;
}

/** What has come and is not shown yet. */
export class TailBuffer {
  private rows: Row[] = [];
  private missed = 0;
  private error: unknown;

  add(row: Row): void {
    this.rows.push(row);
    if (this.rows.length > kept) {
      this.rows.shift();
      this.missed++;
    }
  }

  miss(count: number): void {
    this.missed += count;
  }

  fail(error: unknown): void {
    this.error = error;
  }

  /** What is shown now: with what has come, or while paused with how much waits. */
  flush(old: Tail, isPaused: boolean): Tail {
    if (isPaused) {
      const next = { ...old, waiting: this.rows.length, missed: this.missed, error: this.error };
      return next.waiting === old.waiting && next.missed === old.missed && next.error === old.error ? old : next;
    }

    if (this.rows.length === 0 && old.waiting === 0 && old.missed === this.missed && old.error === this.error) {
      return old;
    }

    const rows = [...this.rows.reverse(), ...old.rows].slice(0, kept);
    this.rows = [];
    return { rows, waiting: 0, missed: this.missed, error: this.error };
  }
}

async function watch(query: string, came: TailBuffer, signal: AbortSignal): Promise<void> {
  try {
    for await (const event of tail(query, signal)) {
      if (event.kind === 'record') {
        came.add(rowOf(event.record));
      } else {
        came.miss(event.count ?? 0);
      }
    }
  } catch (error) {
    if (!signal.aborted) {
      came.fail(error);
    }
  }
}
