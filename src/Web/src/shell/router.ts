import { createRouter } from '@tanstack/react-router';
import { dashboardRoutes } from '../pages/dashboards/routes';
import { referenceRoutes } from '../pages/reference/routes';
import { searchRoutes } from '../pages/search/routes';
import { serviceRoutes } from '../pages/services/routes';
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
