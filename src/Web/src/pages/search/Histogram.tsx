import { useState, type KeyboardEvent, type PointerEvent } from 'react';
import type { Histogram as Data } from '../../api/logs';
import { severities, type Severity } from '../../api/records';
import { useSize } from '../../charts/useSize';
import { formatMinute } from '../../time/format';
import type { Zone } from '../../time/zone';
import { formatCompact, formatCount } from '../../ui/number';
import { useNarrow } from '../../ui/useNarrow';
import { barPaths, span, totals } from './bars';
import styles from './Histogram.module.css';

interface Props {
  data: Data;
  zone: Zone;
  isStale: boolean;
  onZoom: (from: string, to: string) => void;
  onSeverity: (severity: Severity) => void;
}

interface Mark {
  anchor: number;
  at: number;
  isDrawn: boolean;
}

/** How many records there were over time, by severity. Drawing over it zooms in; so do arrow keys and Enter. */
export function Histogram({ data, zone, isStale, onZoom, onSeverity }: Props) {
  const [plot, { width, height }] = useSize<HTMLDivElement>();
  const isNarrow = useNarrow();
  const [mark, setMark] = useState<Mark>();
  const { buckets } = data;
  const step = width / Math.max(1, buckets.length);
  const chosen = mark === undefined ? undefined : span(mark.anchor, mark.at, buckets.length);

  function zoom({ first, last }: { first: number; last: number }) {
    const from = buckets[first]?.time;
    const begin = buckets[last]?.time;
    if (from !== undefined && begin !== undefined) {
      setMark(undefined);
      // The first and the last interval may stick out of the range that was asked for.
      const end = Date.parse(begin) + data.interval_seconds * 1000;
      onZoom(iso(Math.max(Date.parse(from), Date.parse(data.from))), iso(Math.min(end, Date.parse(data.to))));
    }
  }

  function bucketAt(event: PointerEvent): number {
    const left = plot.current?.getBoundingClientRect().left ?? 0;
    return Math.floor((event.clientX - left) / step);
  }

  function onKeyDown(event: KeyboardEvent) {
    const move = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (move !== undefined) {
      event.preventDefault();
      const at = span(0, (mark?.at ?? buckets.length) + move, buckets.length).last;
      setMark({ anchor: event.shiftKey && mark !== undefined ? mark.anchor : at, at, isDrawn: false });
    } else if (event.key === 'Enter' && chosen !== undefined) {
      event.preventDefault();
      zoom(chosen);
    } else if (event.key === 'Escape' && mark !== undefined) {
      event.stopPropagation();
      setMark(undefined);
    }
  }

  return (
    <section className={[styles.histogram, isStale ? styles.stale : ''].join(' ')} aria-label="Records over time">
      <div
        ref={plot}
        className={styles.plot}
        role="slider"
        tabIndex={0}
        aria-label="Interval; Shift and arrows select several, Enter zooms in"
        aria-valuemin={0}
        aria-valuemax={Math.max(0, buckets.length - 1)}
        aria-valuenow={chosen?.last ?? 0}
        aria-valuetext={chosen === undefined ? `${formatCount(data.total)} records` : describe(data, chosen, zone)}
        onKeyDown={onKeyDown}
        onBlur={() => setMark(undefined)}
        onPointerDown={(event) => {
          if (event.button === 0) {
            event.currentTarget.setPointerCapture(event.pointerId);
            setMark({ anchor: bucketAt(event), at: bucketAt(event), isDrawn: true });
          }
        }}
        onPointerMove={(event) => {
          const at = bucketAt(event);
          setMark((old) => (old?.isDrawn ? { ...old, at } : { anchor: at, at, isDrawn: false }));
        }}
        onPointerLeave={() => setMark((old) => (old?.isDrawn ? old : undefined))}
        onPointerCancel={() => setMark(undefined)}
        onPointerUp={() => {
          if (mark?.isDrawn && chosen !== undefined) {
            zoom(chosen);
          }
        }}
      >
        <svg width={width} height={height} aria-hidden>
          {chosen !== undefined && (
            <rect
              className={mark?.isDrawn ? styles.brush : styles.pointed}
              x={chosen.first * step}
              width={(chosen.last - chosen.first + 1) * step}
              height={height}
            />
          )}
          {barPaths(buckets, width, height).map(({ severity, path }) => (
            <path key={severity} d={path} fill={`var(--severity-${severity})`} />
          ))}
        </svg>
        {chosen !== undefined && (
          <div
            className={styles.tip}
            style={
              chosen.first * step > width / 2
                ? { right: width - chosen.first * step + 8 }
                : { left: (chosen.last + 1) * step + 8 }
            }
          >
            {describe(data, chosen, zone)}
          </div>
        )}
      </div>
      <div className={styles.legend}>
        <span className={styles.ends}>{formatMinute(data.from, zone)}</span>
        <ul>
          {totals(buckets).map(({ severity, count }) => (
            <li key={severity}>
              <button type="button" title={`Only ${severity}`} onClick={() => onSeverity(severity)}>
                <span className={styles.dot} style={{ background: `var(--severity-${severity})` }} />
                {severity} <span className={styles.count}>{isNarrow ? formatCompact(count) : formatCount(count)}</span>
              </button>
            </li>
          ))}
        </ul>
        <span className={styles.ends}>{formatMinute(data.to, zone)}</span>
      </div>
    </section>
  );
}

function describe(data: Data, { first, last }: { first: number; last: number }, zone: Zone): string {
  const chosen = data.buckets.slice(first, last + 1);
  const begin = chosen[0];
  const end = chosen.at(-1);
  if (begin === undefined || end === undefined) {
    return '';
  }

  const until = iso(Date.parse(end.time) + data.interval_seconds * 1000);
  const counts = severities.toReversed().flatMap((severity) => {
    const count = chosen.reduce((sum, bucket) => sum + (bucket.counts[severity] ?? 0), 0);
    return count > 0 ? [`${formatCount(count)} ${severity}`] : [];
  });
  return [`${formatMinute(begin.time, zone)} – ${formatMinute(until, zone).slice(11)}`, ...counts].join('\n');
}

function iso(time: number): string {
  return new Date(time).toISOString();
}
