import { forgetSession } from '../../api/session';
import { signOut } from '../../api/signIn';
import { say } from '../../shell/toasts';
import { Button } from '../../ui/Button';
import styles from './AccountPage.module.css';
import { SecondFactor } from './SecondFactor';

/** In place of every page, for who has to set up a second factor before anything else. */
export function FirstSecondFactor({ onDone }: { onDone: () => void }) {
  async function leave() {
    try {
      await signOut();
      onDone();
    } catch (error) {
      say(error instanceof Error ? error.message : String(error), 'failed');
    }
  }

  return (
    <div className={styles.page}>
      <header>
        <h1>Set up a second factor to go on</h1>
        <p className={styles.soft}>
          Here it takes more than a password to sign in. If you have set one up elsewhere meanwhile, sign out, and in
          again with a code.
        </p>
      </header>
      <SecondFactor
        onSetUp={() => {
          forgetSession();
          onDone();
        }}
      />
      <div className={styles.buttons}>
        <Button onClick={() => void leave()}>Sign out</Button>
      </div>
    </div>
  );
}
