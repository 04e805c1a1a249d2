import styles from './ServiceName.module.css';

/** A service by its name, with the dot by which it is known in pictures. */
export function ServiceName({ name, colour }: { name: string; colour: string }) {
  return (
    <span className={styles.service}>
      <span className={styles.dot} style={{ background: `var(${colour})` }} />
      {name}
    </span>
  );
}
