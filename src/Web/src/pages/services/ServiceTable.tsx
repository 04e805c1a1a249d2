import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { servicesOf, type ServiceSummary } from '../../api/services';
import { coloursOf } from '../../charts/palette';
import { ServiceName } from '../../charts/ServiceName';
import { Sparkline } from '../../charts/Sparkline';
import { formatCount, formatValue } from '../../charts/units';
import { rangeMilliseconds } from '../../time/range';
import { useRange } from '../../time/useRange';
import { Failure } from '../../ui/Failure';
import { NoServices } from './NoServices';
import table from '../../ui/Table.module.css';
import { overTime } from './overTime';
import styles from './ServicesPage.module.css';

type Column = 'name' | 'requests' | 'error_rate' | 'p50_ms' | 'p95_ms' | 'p99_ms' | 'logs';

const titles: Record<Column, string> = {
  name: 'Service',
  requests: 'Requests',
  error_rate: 'Errors',
  p50_ms: 'p50',
  p95_ms: 'p95',
  p99_ms: 'p99',
  logs: 'Records',
};

/** How much, how well and how fast each service worked. */
export function ServiceTable() {
  const { fixed } = useRange();
  const services = useQuery({
    queryKey: ['services', fixed],
    queryFn: ({ signal }) => servicesOf(fixed, signal),
  });
  const [by, setBy] = useState<Column>('requests');
  const sorted = useMemo(() => sort(services.data?.services ?? [], by), [services.data, by]);
  const colours = useMemo(() => coloursOf(sorted.map((service) => service.name)), [sorted]);
  const seconds = rangeMilliseconds(fixed, 0) / 1000;
  const interval = services.data?.interval_seconds ?? 60;

  if (services.isError) {
    return <Failure error={services.error} onRetry={() => void services.refetch()} />;
  }

  if (services.data === undefined) {
    return <p className={styles.waiting}>Counting…</p>;
  }

  if (sorted.length === 0) {
    return <NoServices />;
  }

  return (
    <div className={styles.wide}>
      <table className={table.table}>
        <thead>
          <tr>
            {(Object.keys(titles) as Column[]).map((column) => (
              <th
                key={column}
                className={column === 'name' ? undefined : table.number}
                aria-sort={by === column ? (column === 'name' ? 'ascending' : 'descending') : undefined}
              >
                <button type="button" className={styles.sort} onClick={() => setBy(column)}>
                  {titles[column]}
                  {by === column && <span aria-hidden> ↓</span>}
                </button>
              </th>
            ))}
            <th>Requests over time</th>
            <th>p95 over time</th>
          </tr>
        </thead>
        <tbody>
          {sorted.map((service) => (
            <tr key={service.name}>
              <td className={styles.name}>
                <Link to="/services/$service" params={{ service: service.name }}>
                  <ServiceName name={service.name} colour={colours.get(service.name) ?? '--series-1'} />
                </Link>
              </td>
              <td className={table.number} title={`${service.requests.toLocaleString('en')} in the range`}>
                {formatValue(service.requests / seconds, '/s')}
              </td>
              <td className={`${table.number} ${service.errors > 0 ? styles.errors : styles.none}`}>
                {formatValue(service.error_rate * 100, '%')}
              </td>
              <td className={table.number}>{formatValue(service.p50_ms, 'ms')}</td>
              <td className={table.number}>{formatValue(service.p95_ms, 'ms')}</td>
              <td className={table.number}>{formatValue(service.p99_ms, 'ms')}</td>
              <td className={table.number}>{formatCount(service.logs)}</td>
              <td className={styles.spark}>
                <Sparkline values={overTime(service.points, fixed, interval).requests} />
              </td>
              <td className={styles.spark}>
                <Sparkline values={overTime(service.points, fixed, interval).p95} colour="--series-3" />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function sort(services: readonly ServiceSummary[], by: Column): ServiceSummary[] {
  return services.toSorted((a, b) =>
    by === 'name' ? a.name.localeCompare(b.name) : (b[by] ?? -1) - (a[by] ?? -1) || a.name.localeCompare(b.name),
  );
}
