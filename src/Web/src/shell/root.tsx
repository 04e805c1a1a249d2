import { createRootRoute, retainSearchParams } from '@tanstack/react-router';
import { Failure } from '../ui/Failure';
import { NotFound } from './NotFound';
import { readRangeSearch } from './rangeSearch';
import { Shell } from './Shell';

/** The route above all others. Range and zone belong to it, so that they go along from page to page. */
export const rootRoute = createRootRoute({
  validateSearch: readRangeSearch,
  search: { middlewares: [retainSearchParams(['from', 'to', 'zone'])] },
  component: Shell,
  notFoundComponent: NotFound,
  errorComponent: ({ error, reset }) => <Failure error={error} onRetry={reset} />,
});
