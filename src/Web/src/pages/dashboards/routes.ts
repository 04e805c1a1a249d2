import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from '../../shell/root';

export const dashboardsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/dashboards',
  component: lazyRouteComponent(() => import('./DashboardsPage'), 'DashboardsPage'),
});

export const dashboardRoutes = [dashboardsRoute] as const;
