import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { textOf } from '../../shell/rangeSearch';
import { rootRoute } from '../../shell/root';

export const signInRoutes = [
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/sign-in',
    staticData: { isPublic: true },
    validateSearch: (search: Record<string, unknown>) => textOf(search, 'problem'),
    component: lazyRouteComponent(() => import('./SignInPage'), 'SignInPage'),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/sign-in/password',
    staticData: { isPublic: true },
    component: lazyRouteComponent(() => import('./PasswordPage'), 'PasswordPage'),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/set-up',
    staticData: { isPublic: true },
    component: lazyRouteComponent(() => import('./SetUpPage'), 'SetUpPage'),
  }),
] as const;
