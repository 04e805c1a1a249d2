import { useEffect, useId, useMemo, useRef, useState } from 'react';
import UPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { isDark } from '../shell/scheme';
import { useStore } from '../shell/store';
import { formatClock } from '../time/format';
import type { Zone } from '../time/zone';
import { colourOf } from '../ui/colour';
import { crosshair } from './crosshair';
import { Legend } from './Legend';
import { coloursOf } from './palette';
import { stack, type SeriesSet } from './series';
import styles from './TimeChart.module.css';
import { timeLabels } from './timeLabels';
import { formatValue, type Unit } from './units';
import { useSize } from './useSize';

export interface TimeChartProps {
  kind: 'line' | 'bar' | 'area';
  data: SeriesSet;
  unit: Unit;
  zone: Zone;
  /** The ends of the axis, in milliseconds: an empty start or end of the range is shown as such. */
  from: number;
  to: number;
  /** What the chart shows, for those who do not see it. */
  label: string;
  onZoom?: ((from: number, to: number) => void) | undefined;
}

/** Numbers over time as lines, bars or areas on top of each other. */
export function TimeChart({ kind, data, unit, zone, from, to, label, onZoom }: TimeChartProps) {
  const id = useId();
  const dark = useStore(isDark);
  const [box, size] = useSize<HTMLDivElement>();
  const plot = useRef<UPlot>(undefined);
  const zoom = useRef(onZoom);
  const [at, setAt] = useState<number>();
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set());
  const colours = useMemo(() => coloursOf(data.series.map((series) => series.name)), [data]);

  useEffect(() => {
    zoom.current = onZoom;
  }, [onZoom]);

  // A new chart for whatever changes but its size: it costs a few milliseconds, and nothing can be left over from the old one.
  useEffect(() => {
    const element = box.current;
    if (element === null) {
      return;
    }

    const shown = data.series.filter((series) => !hidden.has(series.name));
    const isStacked = kind !== 'line';
    const values = isStacked ? stack(shown) : shown.map((series) => series.values);
    const made = new UPlot(
      {
        width: Math.max(element.clientWidth, 50),
        height: Math.max(element.clientHeight, 50),
        ms: 1,
        padding: [8, 18, 0, 0],
        tzDate: (time) => (zone === 'local' ? new Date(time) : UPlot.tzDate(new Date(time), zone)),
        legend: { show: false },
        cursor: {
          y: false,
          points: { size: 6 },
          drag: { x: true, y: false, setScale: false },
          focus: { prox: 24 },
        },
        focus: { alpha: 0.35 },
        scales: {
          x: { time: true, range: () => [from, to] },
          y: { range: (_, __, max) => [0, max > 0 ? max * 1.05 : 1] },
        },
        axes: [
          axis({ values: (_, times) => timeLabels(times, zone), size: 26 }),
          axis({
            values: (_, numbers) => numbers.map((number) => formatValue(number, unit)),
            size: (_, labels) => 14 + 6.6 * Math.max(3, ...(labels ?? []).map((each) => each.length)),
          }),
        ],
        series: [
          {},
          ...shown.map(({ name }) => {
            const colour = colourOf(colours.get(name) ?? '--series-1');
            return {
              stroke: colour,
              width: kind === 'bar' ? 0 : 1.5,
              points: { show: kind === 'line' ? undefined : false, size: 4 },
              ...(kind === 'bar' ? { fill: colour, paths: UPlot.paths.bars?.({ size: [0.82, 60], align: 1 }) } : {}),
              ...(kind === 'area' ? { fill: withAlpha(colour, 0.35) } : {}),
            };
          }),
        ],
        // Each series is filled down to the one below it.
        bands: isStacked ? shown.slice(1).map((_, i) => ({ series: [i + 2, i + 1] as [number, number] })) : [],
        hooks: {
          setCursor: [
            (u) => {
              const index = u.cursor.idx;
              const time = index === null || index === undefined ? undefined : data.times[index];
              setAt(time === undefined ? undefined : (index ?? undefined));
              const left = u.cursor.left ?? -1;
              crosshair.set(left < 0 ? undefined : { time: u.posToVal(left, 'x'), chart: id });
            },
          ],
          setSelect: [
            (u) => {
              const { left, width } = u.select;
              if (width > 4) {
                zoom.current?.(u.posToVal(left, 'x'), u.posToVal(left + width, 'x'));
              }

              u.setSelect({ left: 0, width: 0, top: 0, height: 0 }, false);
            },
          ],
        },
      },
      [data.times, ...values] as UPlot.AlignedData,
      element,
    );
    plot.current = made;
    return () => {
      plot.current = undefined;
      made.destroy();
    };
  }, [box, data, kind, unit, zone, from, to, hidden, colours, dark, id]);

  useEffect(() => {
    if (size.width > 0 && size.height > 0) {
      plot.current?.setSize(size);
    }
  }, [size]);

  useEffect(
    () =>
      crosshair.subscribe(() => {
        const mark = crosshair.get();
        const u = plot.current;
        if (u !== undefined && mark?.chart !== id) {
          const left = mark === undefined ? -10 : u.valToPos(mark.time, 'x');
          u.setCursor({ left, top: 0 }, false);
          setAt(mark === undefined ? undefined : u.valToIdx(mark.time));
        }
      }),
    [id],
  );

  const time = at === undefined ? undefined : data.times[at];
  return (
    <figure className={styles.chart}>
      <div
        ref={box}
        role="img"
        aria-label={label}
        tabIndex={0}
        className={styles.plot}
        onKeyDown={(event) => {
          const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
          if (step !== undefined && data.times.length > 0) {
            event.preventDefault();
            const next = Math.max(
              0,
              Math.min(data.times.length - 1, (at ?? (step > 0 ? -1 : data.times.length)) + step),
            );
            crosshair.set({ time: data.times[next] ?? 0, chart: 'keys' });
          }
        }}
        onBlur={() => crosshair.set(undefined)}
      />
      <Legend
        entries={data.series.map((series) => ({
          name: series.name,
          colour: colours.get(series.name) ?? '--series-1',
          value: at === undefined ? undefined : formatValue(series.values[at], unit),
        }))}
        time={time === undefined ? undefined : formatClock(time, zone)}
        leftOut={data.leftOut}
        hidden={hidden}
        onHide={setHidden}
      />
    </figure>
  );
}

function axis(own: UPlot.Axis): UPlot.Axis {
  const line = colourOf('--line');
  return {
    stroke: colourOf('--text-faint'),
    font: `11px ${getComputedStyle(document.body).fontFamily}`,
    gap: 4,
    grid: { stroke: line, width: 1 },
    ticks: { show: false },
    ...own,
  };
}

function withAlpha(colour: string, alpha: number): string {
  return colour.replace(/^rgb\((.*)\)$/, `rgba($1, ${alpha})`);
}
