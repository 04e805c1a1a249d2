import { useEffect, useId, useMemo, useRef, useState, type PointerEvent } from 'react';
import { isDark } from '../shell/scheme';
import { useStore } from '../shell/store';
import { formatClock } from '../time/format';
import type { Zone } from '../time/zone';
import { colourOf } from '../ui/colour';
import { crosshair } from './crosshair';
import { strength, type HeatGrid } from './heat';
import styles from './HeatMap.module.css';
import './palette.css';
import { timeLabels } from './timeLabels';
import { formatCount, formatValue, type Unit } from './units';
import { useSize } from './useSize';

interface Props {
  grid: HeatGrid;
  unit: Unit;
  zone: Zone;
  from: number;
  to: number;
  label: string;
  onZoom?: ((from: number, to: number) => void) | undefined;
}

const left = 62;
const bottom = 22;
const top = 8;
const right = 8;

/** Where the values of a field lie over time: the stronger the colour, the more of them. */
export function HeatMap({ grid, unit, zone, from, to, label, onZoom }: Props) {
  const id = useId();
  const dark = useStore(isDark);
  const mark = useStore(crosshair);
  const [box, size] = useSize<HTMLDivElement>();
  const canvas = useRef<HTMLCanvasElement>(null);
  const [pointed, setPointed] = useState<{ x: number; y: number }>();
  const [dragFrom, setDragFrom] = useState<number>();

  const place = useMemo(() => {
    const width = Math.max(1, size.width - left - right);
    const height = Math.max(1, size.height - top - bottom);
    const lowest = grid.bands[0] ?? 0;
    const span = grid.step * Math.max(1, grid.bands.length);
    return {
      width,
      height,
      x: (time: number) => left + ((time - from) / (to - from)) * width,
      time: (x: number) => from + ((x - left) / width) * (to - from),
      y: (value: number) => top + height - ((value - lowest) / span) * height,
      value: (y: number) => lowest + ((top + height - y) / height) * span,
    };
  }, [size, grid, from, to]);

  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (context === null || context === undefined || size.width === 0) {
      return;
    }

    const ratio = window.devicePixelRatio;
    context.canvas.width = size.width * ratio;
    context.canvas.height = size.height * ratio;
    context.scale(ratio, ratio);
    context.font = `11px ${getComputedStyle(document.body).fontFamily}`;
    context.textBaseline = 'middle';

    const wide = columnWidth(grid, from, to);
    context.fillStyle = colourOf('--heat');
    grid.times.forEach((time, column) => {
      const x = Math.max(left, place.x(time));
      const end = Math.min(left + place.width, place.x(time + wide));
      grid.bands.forEach((band, i) => {
        context.globalAlpha = strength(grid.cells[column * grid.bands.length + i] ?? 0, grid.most);
        if (context.globalAlpha > 0 && end > x) {
          const y = place.y(band + grid.step);
          context.fillRect(x, y, Math.max(1, end - x - 1), Math.max(1, place.y(band) - y - 1));
        }
      });
    });

    context.globalAlpha = 1;
    context.fillStyle = colourOf('--text-faint');
    context.textAlign = 'end';
    const rows = Math.max(2, Math.floor(place.height / 36));
    const end = (grid.bands.at(-1) ?? 0) + grid.step;
    for (let i = 0; i <= rows; i++) {
      const value = (grid.bands[0] ?? 0) + ((end - (grid.bands[0] ?? 0)) * i) / rows;
      context.fillText(formatValue(value, unit), left - 6, Math.max(top + 5, place.y(value)));
    }

    context.textAlign = 'center';
    const ticks = niceTimes(from, to, Math.max(2, Math.floor(place.width / 90)));
    timeLabels(ticks, zone).forEach((text, i) =>
      context.fillText(text, place.x(ticks[i] ?? from), top + place.height + 13),
    );
  }, [grid, place, size, unit, zone, from, to, dark]);

  function positionOf(event: PointerEvent): { x: number; y: number } {
    const area = event.currentTarget.getBoundingClientRect();
    return {
      x: Math.max(left, Math.min(left + place.width, event.clientX - area.left)),
      y: Math.max(top, Math.min(top + place.height - 1, event.clientY - area.top)),
    };
  }

  const cell =
    pointed === undefined ? undefined : cellAt(grid, place.time(pointed.x), place.value(pointed.y), from, to);
  const lineAt = mark === undefined ? undefined : place.x(mark.time);
  return (
    <figure className={styles.chart}>
      <div
        ref={box}
        className={styles.plot}
        onPointerMove={(event) => {
          const position = positionOf(event);
          setPointed(position);
          crosshair.set({ time: place.time(position.x), chart: id });
        }}
        onPointerLeave={() => {
          setPointed(undefined);
          setDragFrom(undefined);
          crosshair.set(undefined);
        }}
        onPointerDown={(event) => setDragFrom(positionOf(event).x)}
        onPointerUp={(event) => {
          const { x } = positionOf(event);
          if (dragFrom !== undefined && Math.abs(x - dragFrom) > 4) {
            onZoom?.(place.time(Math.min(x, dragFrom)), place.time(Math.max(x, dragFrom)));
          }

          setDragFrom(undefined);
        }}
      >
        <canvas ref={canvas} role="img" aria-label={label} />
        {lineAt !== undefined && lineAt >= left && <div className={styles.line} style={{ left: lineAt }} />}
        {dragFrom !== undefined && pointed !== undefined && (
          <div
            className={styles.drag}
            style={{ left: Math.min(dragFrom, pointed.x), width: Math.abs(pointed.x - dragFrom) }}
          />
        )}
      </div>
      <figcaption className={styles.caption}>
        {cell === undefined ? (
          <>
            <span>fewer</span>
            <span className={styles.scale} />
            <span>more, up to {formatCount(grid.most)}</span>
          </>
        ) : (
          <>
            <b>{formatCount(cell.count)}</b> from {formatValue(cell.from, unit)} to {formatValue(cell.to, unit)}
            <span className={styles.time}>{formatClock(cell.time, zone)}</span>
          </>
        )}
      </figcaption>
    </figure>
  );
}

function columnWidth({ times }: HeatGrid, from: number, to: number): number {
  return times.length > 1 ? (times[1] ?? 0) - (times[0] ?? 0) : (to - from) / 60;
}

function cellAt(grid: HeatGrid, time: number, value: number, from: number, to: number) {
  const wide = columnWidth(grid, from, to);
  const column = grid.times.findIndex((each) => time >= each && time < each + wide);
  const band = Math.floor((value - (grid.bands[0] ?? 0)) / grid.step);
  const low = grid.bands[band];
  const at = grid.times[column];
  return low === undefined || at === undefined
    ? undefined
    : { time: at, from: low, to: low + grid.step, count: grid.cells[column * grid.bands.length + band] ?? 0 };
}

/** Round times between two, no more than asked for. */
function niceTimes(from: number, to: number, most: number): number[] {
  const steps = [
    1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400, 172800, 604800,
  ];
  const seconds = steps.find((each) => (to - from) / 1000 / each <= most) ?? (to - from) / 1000 / most;
  const step = seconds * 1000;
  const times: number[] = [];
  for (let at = Math.ceil(from / step) * step; at <= to; at += step) {
    times.push(at);
  }

  return times;
}
