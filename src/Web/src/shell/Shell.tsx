import { useQueryClient } from '@tanstack/react-query';
import { Link, Outlet, useRouter } from '@tanstack/react-router';
import { Command as CommandIcon, Lock } from 'lucide-react';
import { lazy, Suspense, useEffect, useState } from 'react';
import { key, signInIsNeeded } from '../api/key';
import { refresh } from '../time/useRange';
import { IconButton } from '../ui/Button';
import { AccountMenu } from './AccountMenu';
import { CommandPalette } from './CommandPalette';
import { useCommands } from './commands';
import { Guard, usePageRules } from './Guard';
import { HelpDialog } from './HelpDialog';
import { listenToKeys } from './keyboard';
import { pages } from './pages';
import { setScheme } from './scheme';
import { SchemeMenu } from './SchemeMenu';
import styles from './Shell.module.css';
import { useStore } from './store';
import { ToastList } from './ToastList';
import { useMe } from './useMe';
import { useSession } from './useSession';

const FirstSecondFactor = lazy(async () => ({
  default: (await import('../pages/account/FirstSecondFactor')).FirstSecondFactor,
}));

// Who is let in without being asked never needs it.
const SignIn = lazy(async () => ({ default: (await import('../pages/signin/SignIn')).SignIn }));

/** What is around every page: the way to the others, and what works on all of them. */
export function Shell() {
  const router = useRouter();
  const queries = useQueryClient();
  const me = useMe();
  const { isPublic = false } = usePageRules();
  const session = useSession();
  const hasKey = useStore(key) !== undefined;
  const needsSecondFactor = session?.needs_second_factor === true && !hasKey && !isPublic;
  const needsSignIn = useStore(signInIsNeeded) && !isPublic;
  const [open, setOpen] = useState<'help' | 'palette'>();
  const close = () => setOpen(undefined);

  useEffect(listenToKeys, []);
  useEffect(
    () => router.subscribe('onBeforeNavigate', ({ pathChanged }) => (pathChanged ? refresh() : undefined)),
    [router],
  );
  useCommands([
    ...pages.map(({ to, title, keys }) => ({
      id: `go ${to}`,
      title: `Go to ${title.toLowerCase()}`,
      group: 'Pages',
      keys,
      run: () => void router.navigate({ to }),
    })),
    {
      id: 'reference',
      title: 'Read about the API',
      group: 'Pages',
      run: () => void router.navigate({ to: '/docs/api' }),
    },
    { id: 'help', title: 'Show all keys', group: 'Everywhere', keys: '?', run: () => setOpen('help') },
    { id: 'palette', title: 'Find a command', group: 'Everywhere', keys: 'Ctrl+k', run: () => setOpen('palette') },
    { id: 'refresh', title: 'Ask again, up to now', group: 'Everywhere', keys: 'r', run: refresh },
    { id: 'light', title: 'Light colours', group: 'Everywhere', run: () => setScheme('light') },
    { id: 'dark', title: 'Dark colours', group: 'Everywhere', run: () => setScheme('dark') },
    { id: 'system', title: 'Colours of the system', group: 'Everywhere', run: () => setScheme('system') },
  ]);

  return (
    <div className={styles.shell}>
      <a className={styles.skip} href="#main">
        Skip to the content
      </a>
      <header className={styles.bar}>
        <Link to="/" className={styles.name}>
          <img src="/favicon.svg" alt="" width="20" height="20" />
          <span>Monolith</span>
        </Link>
        <nav aria-label="Pages" className={styles.pages}>
          {pages.map(({ to, title, Icon, permission, isUsual }) => {
            const isLocked = me !== undefined && !me.permissions.includes(permission);
            return (
              <Link
                key={to}
                to={to}
                activeOptions={{ exact: to === '/', includeSearch: false }}
                className={[styles.page, isUsual ? '' : styles.unusual, isLocked ? styles.locked : ''].join(' ')}
                title={isLocked ? `Needs the permission ${permission}, which you do not have` : undefined}
              >
                {isLocked ? <Lock size={14} aria-hidden /> : <Icon size={16} aria-hidden />}
                <span>{title}</span>
              </Link>
            );
          })}
        </nav>
        <div className={styles.tools}>
          <IconButton name="Commands (Ctrl+K)" onClick={() => setOpen('palette')}>
            <CommandIcon size={16} />
          </IconButton>
          <AccountMenu />
          <span className={styles.rare}>
            <SchemeMenu />
            <IconButton name="Help (?)" onClick={() => setOpen('help')}>
              <span aria-hidden>?</span>
            </IconButton>
          </span>
        </div>
      </header>
      <main id="main" className={styles.main} tabIndex={-1}>
        {needsSignIn ? (
          <Suspense fallback={null}>
            <SignIn onDone={() => void queries.resetQueries()} />
          </Suspense>
        ) : needsSecondFactor ? (
          <Suspense fallback={null}>
            <FirstSecondFactor onDone={() => void queries.resetQueries()} />
          </Suspense>
        ) : (
          <Guard>
            <Outlet />
          </Guard>
        )}
      </main>
      {open === 'help' && <HelpDialog onClose={close} />}
      {open === 'palette' && <CommandPalette onClose={close} />}
      <ToastList />
    </div>
  );
}
