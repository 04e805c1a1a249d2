import { useQuery } from '@tanstack/react-query';
import { providerAddress, waysIn } from '../../api/signIn';
import { HowToClose } from '../../shell/HowToClose';
import { KeyForm } from './KeyForm';
import { LocalForm } from './LocalForm';
import styles from './SignIn.module.css';

/** Asks who is there, by all ways that this installation has. */
export function SignIn({ onDone }: { onDone: () => void }) {
  const ways = useQuery({ queryKey: ['ways-in'], queryFn: ({ signal }) => waysIn(signal), retry: false });
  if (ways.isPending) {
    return null;
  }

  // A key is a way of every installation, also where the others cannot be told.
  const { local = false, openid = [], set_up_needed: isNew = false, open = false } = ways.data ?? {};
  const hasKeysAlone = !local && openid.length === 0;
  return (
    <section className={styles.card} aria-labelledby="sign-in">
      <h1 id="sign-in">{hasKeysAlone ? 'This Monolith asks for a key' : 'Sign in to Monolith'}</h1>
      {open && <HowToClose />}
      {isNew && (
        <p className={styles.note}>
          Nobody has an account here yet. Monolith has printed a link when it was started: open it to become the owner.
        </p>
      )}
      {openid.map(({ name, title }) => (
        <a key={name} className={styles.provider} href={providerAddress(name, location.pathname + location.search)}>
          Go on with {title}
        </a>
      ))}
      {local && !isNew && <LocalForm onDone={onDone} />}
      {hasKeysAlone ? (
        <KeyForm onDone={onDone} />
      ) : (
        <details className={styles.key}>
          <summary>Use a key</summary>
          <KeyForm onDone={onDone} />
        </details>
      )}
    </section>
  );
}
