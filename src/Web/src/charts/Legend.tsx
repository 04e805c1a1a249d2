import styles from './Legend.module.css';

interface Entry {
  name: string;
  /** The variable of its colour. */
  colour: string;
  /** Its value at the time that the pointer is at. */
  value?: string | undefined;
}

interface Props {
  entries: readonly Entry[];
  time?: string | undefined;
  leftOut: number;
  hidden: ReadonlySet<string>;
  onHide: (hidden: ReadonlySet<string>) => void;
}

/** The names of what a chart shows. A click leaves one alone, another brings all back; with Ctrl it switches the one. */
export function Legend({ entries, time, leftOut, hidden, onHide }: Props) {
  function choose(name: string, one: boolean): void {
    if (one) {
      const next = new Set(hidden);
      if (!next.delete(name)) {
        next.add(name);
      }

      onHide(next);
      return;
    }

    const others = entries.map((entry) => entry.name).filter((each) => each !== name);
    const isAlone = !hidden.has(name) && others.every((each) => hidden.has(each));
    onHide(new Set(isAlone ? [] : others));
  }

  return (
    <ul className={styles.legend} aria-label="Series">
      {entries.map(({ name, colour, value }) => (
        <li key={name}>
          <button
            type="button"
            className={styles.entry}
            aria-pressed={!hidden.has(name)}
            title={entries.length > 1 ? `${name}: show alone (Ctrl: show or hide)` : name}
            onClick={(event) => choose(name, event.ctrlKey || event.metaKey)}
          >
            <span className={styles.dot} style={{ background: `var(${colour})` }} />
            <span className={styles.name}>{name}</span>
            {value !== undefined && <span className={styles.value}>{value}</span>}
          </button>
        </li>
      ))}
      {leftOut > 0 && <li className={styles.more}>and {leftOut} more that are not drawn</li>}
      {time !== undefined && <li className={styles.time}>{time}</li>}
    </ul>
  );
}
