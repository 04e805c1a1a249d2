import { useQuery } from '@tanstack/react-query';
import { sendJson } from '../../api/http';
import { useRange } from '../../time/useRange';
import { Failure } from '../../ui/Failure';
import { PageHeader } from '../../ui/PageHeader';
import table from '../../ui/Table.module.css';

interface ServiceList {
  services: { name: string; requests: number; errors: number }[];
}

/** The services that had requests in the range. */
export function ServicesPage() {
  const { fixed } = useRange();
  const services = useQuery({
    queryKey: ['services', fixed],
    queryFn: ({ signal }) => sendJson<ServiceList>('/api/v1/services', { query: { ...fixed }, signal }),
  });

  return (
    <>
      <PageHeader title="Services" />
      {services.isError && <Failure error={services.error} onRetry={() => void services.refetch()} />}
      {services.data !== undefined && (
        <table className={table.table}>
          <thead>
            <tr>
              <th>Service</th>
              <th className={table.number}>Requests</th>
              <th className={table.number}>Errors</th>
            </tr>
          </thead>
          <tbody>
            {services.data.services.map((service) => (
              <tr key={service.name}>
                <td>{service.name}</td>
                <td className={table.number}>{service.requests}</td>
                <td className={table.number}>{service.errors}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </>
  );
}
