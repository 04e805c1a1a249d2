import { useQuery } from '@tanstack/react-query';
import { sendJson } from '../../api/http';
import { Failure } from '../../ui/Failure';
import { PageHeader } from '../../ui/PageHeader';
import table from '../../ui/Table.module.css';

interface DashboardList {
  dashboards: { id: string; name: string; description?: string }[];
}

/** The dashboards that there are. */
export function DashboardsPage() {
  const dashboards = useQuery({
    queryKey: ['dashboards'],
    queryFn: ({ signal }) => sendJson<DashboardList>('/api/v1/dashboards', { signal }),
  });

  return (
    <>
      <PageHeader title="Dashboards" />
      {dashboards.isError && <Failure error={dashboards.error} onRetry={() => void dashboards.refetch()} />}
      {dashboards.data !== undefined && (
        <table className={table.table}>
          <thead>
            <tr>
              <th>Name</th>
              <th>What it shows</th>
            </tr>
          </thead>
          <tbody>
            {dashboards.data.dashboards.map((dashboard) => (
              <tr key={dashboard.id}>
                <td>{dashboard.name}</td>
                <td>{dashboard.description}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </>
  );
}
