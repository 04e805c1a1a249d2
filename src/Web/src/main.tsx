import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { ApiProblem } from './api/problem';
import './shell/colours.css';
import './shell/base.css';
import { router } from './shell/router';

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      // The user decides when to ask again; a page of logs that changes by itself cannot be read.
      refetchOnWindowFocus: false,
      staleTime: Infinity,
      retry: (failures, error) => failures < 2 && error instanceof ApiProblem && error.status === 503,
    },
  },
});

createRoot(document.getElementById('page')!).render(
  <StrictMode>
    <QueryClientProvider client={queries}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  </StrictMode>,
);
