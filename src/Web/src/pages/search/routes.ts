import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from '../../shell/root';
import { readSearchState } from './search';

export const searchRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/',
  validateSearch: readSearchState,
  component: lazyRouteComponent(() => import('./SearchPage'), 'SearchPage'),
});

export const searchRoutes = [searchRoute] as const;
