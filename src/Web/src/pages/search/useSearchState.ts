import { useNavigate } from '@tanstack/react-router';
import { useMemo } from 'react';
import { refresh } from '../../time/useRange';
import { readColumns, writeColumns } from './columns';
import { searchRoute } from './routes';

/** What the page shows, as the address has it, and how to change it. Each change can be undone with the browser's back. */
export function useSearchState() {
  const search = searchRoute.useSearch();
  const navigate = useNavigate({ from: '/' });
  const columns = useMemo(() => readColumns(search.columns), [search.columns]);

  return useMemo(
    () => ({
      query: search.query ?? '',
      columns,
      open: search.record,
      run: (query: string) => {
        refresh();
        void navigate({ search: (old) => ({ ...old, query: query.trim() || undefined, record: undefined }) });
      },
      runIn: (query: string, range: { from: string; to: string }, next: readonly string[] = columns) => {
        refresh();
        void navigate({
          search: (old) => ({
            ...old,
            ...range,
            query: query.trim() || undefined,
            columns: writeColumns(next),
            record: undefined,
          }),
        });
      },
      setColumns: (next: readonly string[]) => {
        void navigate({ replace: true, search: (old) => ({ ...old, columns: writeColumns(next) }) });
      },
      setOpen: (record: string | undefined) => {
        void navigate({ replace: true, search: (old) => ({ ...old, record }) });
      },
    }),
    [search.query, search.record, columns, navigate],
  );
}
