import { useSession } from '../../shell/useSession';
import { useMe } from '../../shell/useMe';
import { Notice } from '../../ui/Notice';
import styles from './AccountPage.module.css';
import { PasswordForm } from './PasswordForm';
import { SecondFactor } from './SecondFactor';
import { SessionList } from './SessionList';

/** What belongs to the person who has signed in: password, second factor, and where they have signed in. */
export function AccountPage() {
  const session = useSession();
  const me = useMe();
  if (session === undefined) {
    return (
      <Notice title="Nobody has signed in with this browser" isPage>
        <p>
          An account is of a person.{' '}
          {me === undefined ? 'Sign in to see yours.' : `You are here as ${me.name}, without one.`}
        </p>
      </Notice>
    );
  }

  return (
    <div className={styles.page}>
      <header>
        <h1>{session.name || session.email}</h1>
        <p className={styles.soft}>
          {session.email}, in the tenant {session.tenant}
        </p>
      </header>
      <SecondFactor />
      <PasswordForm />
      <SessionList />
    </div>
  );
}
