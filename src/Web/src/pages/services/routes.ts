import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from '../../shell/root';
import { readServicesSearch } from './search';

export const servicesRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/services',
  validateSearch: readServicesSearch,
  component: lazyRouteComponent(() => import('./ServicesPage'), 'ServicesPage'),
});

export const serviceRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/services/$service',
  component: lazyRouteComponent(() => import('./ServicePage'), 'ServicePage'),
});

export const serviceRoutes = [servicesRoute, serviceRoute] as const;
