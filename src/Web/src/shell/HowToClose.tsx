import styles from './HowToClose.module.css';

const command = 'Monolith__Access__LocalAccounts=true monolith serve';

/** Says what it means that nothing is configured, and how to change that. */
export function HowToClose() {
  return (
    <section className={styles.open} aria-label="Open to everyone on this machine">
      <h2>Open to everyone on this machine</h2>
      <p>
        No accounts and no keys are configured: whoever is at this machine may see and change everything. Other machines
        cannot reach it.
      </p>
      <p>To close it, start Monolith with accounts. It prints a link, by which you become the owner:</p>
      <pre>{command}</pre>
    </section>
  );
}
