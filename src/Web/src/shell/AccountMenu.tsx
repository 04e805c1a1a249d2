import { useQueryClient } from '@tanstack/react-query';
import { Link, useRouter } from '@tanstack/react-router';
import { CircleUserRound, LockOpen } from 'lucide-react';
import { key, signInIsNeeded } from '../api/key';
import type { Me } from '../api/me';
import { leaveNothing, signOut, switchTenant } from '../api/signIn';
import { Button } from '../ui/Button';
import { Popover } from '../ui/Popover';
import styles from './AccountMenu.module.css';
import { HowToClose } from './HowToClose';
import { pages } from './pages';
import { useStore } from './store';
import { say } from './toasts';
import { isOpen, useMe } from './useMe';
import { useSession } from './useSession';

/** Who is at the page, and what they can do about it. */
export function AccountMenu() {
  const me = useMe();
  if (me === undefined) {
    return null;
  }

  return (
    <Popover
      align="end"
      name={isOpen(me) ? 'Open to everyone on this machine' : `You: ${me.name}`}
      label={isOpen(me) ? <LockOpen size={16} /> : <CircleUserRound size={16} />}
    >
      {(close) => <Panel me={me} close={close} />}
    </Popover>
  );
}

function Panel({ me, close }: { me: Me; close: () => void }) {
  const router = useRouter();
  const queries = useQueryClient();
  const session = useSession();
  const hasKey = useStore(key) !== undefined;

  async function act(doing: () => Promise<unknown>) {
    try {
      await doing();
      close();
      await queries.resetQueries();
    } catch (error) {
      say(error instanceof Error ? error.message : String(error), 'failed');
    }
  }

  return (
    <div className={styles.panel}>
      {isOpen(me) ? (
        <HowToClose />
      ) : (
        <p className={styles.who}>
          <strong>{me.name}</strong>
          <span>
            {hasKey ? 'by a key, in this tab' : 'signed in'}, tenant {me.tenant}
          </span>
        </p>
      )}
      {session !== undefined && !hasKey && session.tenants.length > 1 && (
        <label className={styles.tenant}>
          Tenant
          <select value={session.tenant} onChange={(event) => void act(() => switchTenant(event.target.value))}>
            {session.tenants.map((tenant) => (
              <option key={tenant}>{tenant}</option>
            ))}
          </select>
        </label>
      )}
      <ul className={styles.links}>
        {pages
          .filter((page) => !page.isUsual)
          .map(({ to, title }) => (
            <li key={to}>
              <Link to={to} onClick={close}>
                {title}
              </Link>
            </li>
          ))}
        {session !== undefined && !hasKey && (
          <li>
            <Link to="/account" onClick={close}>
              Your account
            </Link>
          </li>
        )}
      </ul>
      {hasKey ? (
        <Button
          onClick={() => {
            leaveNothing();
            void act(() => Promise.resolve());
          }}
        >
          Forget the key
        </Button>
      ) : session !== undefined ? (
        <Button
          onClick={() =>
            void act(async () => {
              const { logout_url: elsewhere } = await signOut();
              if (elsewhere !== undefined) {
                location.assign(elsewhere);
              } else {
                await router.navigate({ to: '/' });
              }
            })
          }
        >
          Sign out
        </Button>
      ) : (
        <Button
          onClick={() => {
            close();
            signInIsNeeded.set(true);
          }}
        >
          Sign in
        </Button>
      )}
    </div>
  );
}
