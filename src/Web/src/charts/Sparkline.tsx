import styles from './Sparkline.module.css';

interface Props {
  values: readonly (number | null)[];
  /** Only where the numbers are not written beside it. */
  label?: string;
  colour?: string;
}

const width = 100;
const height = 24;

/** How a number went, small enough for a line of text. */
export function Sparkline({ values, label, colour = '--series-1' }: Props) {
  const most = Math.max(1e-9, ...values.map((value) => value ?? 0));
  const step = width / Math.max(1, values.length - 1);
  const points = values.map(
    (value, i) => `${(i * step).toFixed(1)},${(height - 2 - ((value ?? 0) / most) * (height - 4)).toFixed(1)}`,
  );
  return (
    <svg
      className={styles.line}
      viewBox={`0 0 ${width} ${height}`}
      preserveAspectRatio="none"
      role={label === undefined ? undefined : 'img'}
      aria-label={label}
      aria-hidden={label === undefined}
      style={{ color: `var(${colour})` }}
    >
      <polygon points={`0,${height} ${points.join(' ')} ${width},${height}`} className={styles.area} />
      <polyline points={points.join(' ')} className={styles.stroke} />
    </svg>
  );
}
