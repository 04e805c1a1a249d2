import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { textOf } from '../../shell/rangeSearch';
import { rootRoute } from '../../shell/root';

/** What is looked for in the trail, as the address has it. */
export interface TrailSearch {
  q?: string;
  action?: string;
  actor?: string;
  target?: string;
  outcome?: string;
  since?: string;
  until?: string;
  /** The place of the entry that is open. */
  entry?: string;
}

const names = ['q', 'action', 'actor', 'target', 'outcome', 'since', 'until', 'entry'] as const;
const staticData = { permission: 'audit:read' };

export const auditRoutes = [
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/audit',
    staticData,
    validateSearch: (search: Record<string, unknown>): TrailSearch =>
      Object.assign({}, ...names.map((name) => textOf(search, name))) as TrailSearch,
    component: lazyRouteComponent(() => import('./TrailPage'), 'TrailPage'),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/audit/anchors',
    staticData,
    component: lazyRouteComponent(() => import('./AnchorsPage'), 'AnchorsPage'),
  }),
] as const;
