import { useQuery } from '@tanstack/react-query';
import { providerAddress, waysIn } from '../../api/signIn';
import { HowToClose } from '../../shell/HowToClose';
import form from '../../ui/Form.module.css';
import { KeyForm } from './KeyForm';
import { LocalForm } from './LocalForm';
import styles from './SignIn.module.css';

// What a provider's way back can end in.
const problems: Record<string, string> = {
  'provider-unavailable': 'The provider does not answer. Try again in a while, or sign in another way.',
  'provider-refused': 'The provider did not sign you in. Try again, or sign in another way.',
  'sign-in-lost': 'It took too long, or began in another browser. Try again.',
  'not-a-member':
    'The provider knows you, but you have no account here, or it is disabled. Who manages access can change that.',
  'no-address':
    'The provider did not say your e-mail address. Who manages access can have it send the address to Monolith.',
  'sign-in-refused':
    'What the provider said did not let you in. Who manages access finds the reason in the audit trail.',
};

interface Props {
  /** Why somebody was sent back here. */
  problem?: string | undefined;
  onDone: () => void;
}

/** Asks who is there, by all ways that this installation has. */
export function SignIn({ problem, onDone }: Props) {
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
      {problem !== undefined && (
        <p role="alert" className={form.wrong}>
          {problems[problem] ?? 'That did not let you in. Try again.'}
        </p>
      )}
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
