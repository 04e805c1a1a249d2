import { useSize } from './useSize';
import { Sparkline } from './Sparkline';
import styles from './SingleValue.module.css';
import { formatValue, type Unit } from './units';

interface Props {
  value: number | null;
  unit: Unit;
  /** How it came to be, if it is known over time. */
  values?: readonly (number | null)[];
  label: string;
}

/** One number, as large as its place allows. */
export function SingleValue({ value, unit, values, label }: Props) {
  const [box, size] = useSize<HTMLDivElement>();
  const text = formatValue(value, unit);
  const fontSize = Math.max(18, Math.min(size.height * 0.42, (size.width / text.length) * 1.5, 64));
  return (
    <div ref={box} className={styles.value} role="img" aria-label={`${label}: ${text}`}>
      <span style={{ fontSize }}>{text}</span>
      {values !== undefined && values.length > 1 && <Sparkline values={values} />}
    </div>
  );
}
