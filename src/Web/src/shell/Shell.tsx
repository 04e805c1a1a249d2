import { useQueryClient } from '@tanstack/react-query';
import { Link, Outlet, useRouter } from '@tanstack/react-router';
import { ChartNoAxesCombined, Command as CommandIcon, Layers, Network, ScrollText } from 'lucide-react';
import { useEffect, useState } from 'react';
import { keyIsNeeded } from '../api/key';
import { refresh } from '../time/useRange';
import { IconButton } from '../ui/Button';
import { CommandPalette } from './CommandPalette';
import { useCommands } from './commands';
import { HelpDialog } from './HelpDialog';
import { KeyPage } from './KeyPage';
import { listenToKeys } from './keyboard';
import { setScheme } from './scheme';
import { SchemeMenu } from './SchemeMenu';
import styles from './Shell.module.css';
import { useStore } from './store';
import { ToastList } from './ToastList';

const pages = [
  { to: '/', title: 'Search', keys: 'g s', Icon: ScrollText },
  { to: '/traces', title: 'Traces', keys: 'g t', Icon: Layers },
  { to: '/services', title: 'Services', keys: 'g v', Icon: Network },
  { to: '/dashboards', title: 'Dashboards', keys: 'g d', Icon: ChartNoAxesCombined },
] as const;

/** What is around every page: the way to the others, and what works on all of them. */
export function Shell() {
  const router = useRouter();
  const queries = useQueryClient();
  const needsKey = useStore(keyIsNeeded);
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
          {pages.map(({ to, title, Icon }) => (
            <Link key={to} to={to} activeOptions={{ exact: to === '/', includeSearch: false }} className={styles.page}>
              <Icon size={16} aria-hidden />
              <span>{title}</span>
            </Link>
          ))}
        </nav>
        <div className={styles.tools}>
          <IconButton name="Commands (Ctrl+K)" onClick={() => setOpen('palette')}>
            <CommandIcon size={16} />
          </IconButton>
          <SchemeMenu />
          <IconButton name="Help (?)" onClick={() => setOpen('help')}>
            <span aria-hidden>?</span>
          </IconButton>
        </div>
      </header>
      <main id="main" className={styles.main} tabIndex={-1}>
        {needsKey ? <KeyPage onKey={() => void queries.resetQueries()} /> : <Outlet />}
      </main>
      {open === 'help' && <HelpDialog onClose={close} />}
      {open === 'palette' && <CommandPalette onClose={close} />}
      <ToastList />
    </div>
  );
}
