import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { Plus } from 'lucide-react';
import { addDashboard, dashboardsOf } from '../../api/dashboards';
import { say } from '../../shell/toasts';
import { formatMinute } from '../../time/format';
import { useRange } from '../../time/useRange';
import { Button } from '../../ui/Button';
import { Failure } from '../../ui/Failure';
import { PageHeader } from '../../ui/PageHeader';
import table from '../../ui/Table.module.css';
import styles from './DashboardsPage.module.css';

/** The dashboards that there are: those that came with the program, and those that people made. */
export function DashboardsPage() {
  const { zone } = useRange();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const dashboards = useQuery({ queryKey: ['dashboards'], queryFn: ({ signal }) => dashboardsOf(signal) });
  const add = useMutation({
    mutationFn: () => addDashboard({ name: freeName(dashboards.data ?? []), variables: [], panels: [] }),
    onSuccess: async ({ dashboard }) => {
      await queries.invalidateQueries({ queryKey: ['dashboards'] });
      await navigate({ to: '/dashboards/$dashboardId', params: { dashboardId: dashboard.id } });
    },
    onError: (error) => say(error.message, 'failed'),
  });

  return (
    <>
      <PageHeader title="Dashboards">
        <Button look="primary" disabled={dashboards.data === undefined || add.isPending} onClick={() => add.mutate()}>
          <Plus size={15} aria-hidden />
          New dashboard
        </Button>
      </PageHeader>
      {dashboards.isError && <Failure error={dashboards.error} onRetry={() => void dashboards.refetch()} />}
      {dashboards.data !== undefined && (
        <table className={`${table.table} ${styles.table}`}>
          <thead>
            <tr>
              <th>Name</th>
              <th>What it shows</th>
              <th className={table.number}>Panels</th>
              <th>Changed</th>
            </tr>
          </thead>
          <tbody>
            {dashboards.data.map((dashboard) => (
              <tr key={dashboard.id}>
                <td className={styles.name}>
                  <Link to="/dashboards/$dashboardId" params={{ dashboardId: dashboard.id }}>
                    {dashboard.name}
                  </Link>
                </td>
                <td className={styles.description}>{dashboard.description}</td>
                <td className={table.number}>{dashboard.panels.length}</td>
                <td className={styles.changed}>
                  {dashboard.built_in === true || dashboard.updated === undefined
                    ? 'came with Monolith'
                    : `${formatMinute(dashboard.updated, zone)}${dashboard.owner === undefined ? '' : ` by ${dashboard.owner}`}`}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </>
  );
}

/** A name that no other has: ids are made of names, and two of one id are refused. */
function freeName(others: readonly { name: string }[]): string {
  const names = new Set(others.map((other) => other.name));
  let name = 'New dashboard';
  for (let i = 2; names.has(name); i++) {
    name = `New dashboard ${i}`;
  }

  return name;
}
