import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from '../../shell/root';

export const tracesRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/traces',
  component: lazyRouteComponent(() => import('./TracesPage'), 'TracesPage'),
});

export const traceRoutes = [tracesRoute] as const;
