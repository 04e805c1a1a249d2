import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import {
  addDashboard,
  dashboardOf,
  removeDashboard,
  replaceDashboard,
  type DashboardContent,
  type ReadDashboard,
} from '../../api/dashboards';
import { say } from '../../shell/toasts';

/** A dashboard as it is stored, and what can be done with it. */
export function useDashboard(id: string) {
  const queries = useQueryClient();
  const queryKey = ['dashboard', id];
  const stored = useQuery({ queryKey, queryFn: ({ signal }) => dashboardOf(id, signal) });
  const onError = (error: Error) => say(error.message, 'failed');
  const hasChanged = () => queries.invalidateQueries({ queryKey: ['dashboards'] });

  return {
    stored,
    save: useMutation({
      mutationFn: (content: DashboardContent) => replaceDashboard(id, content, stored.data?.etag),
      onSuccess: async (saved: ReadDashboard) => {
        queries.setQueryData(queryKey, saved);
        await hasChanged();
        say('Dashboard saved.');
      },
      onError,
    }),
    copy: useMutation({
      mutationFn: (content: DashboardContent) => addDashboard(content),
      onSuccess: hasChanged,
      onError,
    }),
    remove: useMutation({ mutationFn: () => removeDashboard(id, stored.data?.etag), onSuccess: hasChanged, onError }),
  };
}
