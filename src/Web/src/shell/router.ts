import { createRouter } from '@tanstack/react-router';
import { accessRoutes } from '../pages/access/routes';
import { accountRoutes } from '../pages/account/routes';
import { auditRoutes } from '../pages/audit/routes';
import { dashboardRoutes } from '../pages/dashboards/routes';
import { referenceRoutes } from '../pages/reference/routes';
import { searchRoutes } from '../pages/search/routes';
import { serviceRoutes } from '../pages/services/routes';
import { signInRoutes } from '../pages/signin/routes';
import { traceRoutes } from '../pages/traces/routes';
import { readSearch, writeSearch } from './address';
import { rootRoute } from './root';

export const router = createRouter({
  routeTree: rootRoute.addChildren([
    ...searchRoutes,
    ...traceRoutes,
    ...serviceRoutes,
    ...dashboardRoutes,
    ...referenceRoutes,
    ...signInRoutes,
    ...accountRoutes,
    ...accessRoutes,
    ...auditRoutes,
  ]),
  parseSearch: readSearch,
  stringifySearch: writeSearch,
  defaultPreload: 'intent',
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
