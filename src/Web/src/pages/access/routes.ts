import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { textOf } from '../../shell/rangeSearch';
import { rootRoute } from '../../shell/root';

const staticData = { permission: 'access:read' };

export const accessRoutes = [
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/access',
    beforeLoad: () => {
      // eslint-disable-next-line @typescript-eslint/only-throw-error -- so the router wants it
      throw redirect({ to: '/access/keys', replace: true });
    },
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/access/keys',
    staticData,
    component: lazyRouteComponent(() => import('./KeysPage'), 'KeysPage'),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/access/people',
    staticData,
    component: lazyRouteComponent(() => import('./PeoplePage'), 'PeoplePage'),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/access/service-accounts',
    staticData,
    component: lazyRouteComponent(() => import('./ServiceAccountsPage'), 'ServiceAccountsPage'),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/access/teams',
    staticData,
    component: lazyRouteComponent(() => import('./TeamsPage'), 'TeamsPage'),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/access/roles',
    staticData,
    component: lazyRouteComponent(() => import('./RolesPage'), 'RolesPage'),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/access/roles/$name',
    staticData,
    component: lazyRouteComponent(() => import('./RolePage'), 'RolePage'),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/access/new-role',
    staticData,
    component: lazyRouteComponent(() => import('./RolePage'), 'NewRolePage'),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/access/view-as',
    staticData,
    validateSearch: (search: Record<string, unknown>) => textOf(search, 'roles'),
    component: lazyRouteComponent(() => import('./ViewAsPage'), 'ViewAsPage'),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/access/tenants',
    staticData: { permission: 'tenants:manage' },
    component: lazyRouteComponent(() => import('./TenantsPage'), 'TenantsPage'),
  }),
] as const;
