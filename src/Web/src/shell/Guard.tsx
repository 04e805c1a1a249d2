import { useMatches } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { Notice } from '../ui/Notice';
import { useMe } from './useMe';

declare module '@tanstack/react-router' {
  interface StaticDataRouteOption {
    /** What it takes to see something on the page. */
    permission?: string;
    /** The page is there for those too who have not signed in. */
    isPublic?: boolean;
  }
}

/** What the page that is shown asks of who looks at it. */
export function usePageRules() {
  return useMatches({ select: (matches) => matches.at(-1)?.staticData ?? {} });
}

/** Says which permission is missing, in place of a page that would have nothing to show. */
export function Guard({ children }: { children: ReactNode }) {
  const { permission } = usePageRules();
  const me = useMe();
  if (permission === undefined || me === undefined || me.permissions.includes(permission)) {
    return children;
  }

  return (
    <Notice title="You may not see this page" isPage>
      <p>
        It needs the permission <code>{permission}</code>, which none of your roles in the tenant{' '}
        <strong>{me.tenant}</strong> has. Who manages access there can give you a role that has it.
      </p>
      <p>You are here as {me.name}.</p>
    </Notice>
  );
}
