import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from '../../shell/root';

export const referenceRoutes = [
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/docs/api',
    component: lazyRouteComponent(() => import('./ReferencePage'), 'ReferencePage'),
  }),
] as const;
