import { Link } from '@tanstack/react-router';
import type { RouteSummary } from '../../api/services';
import { formatValue } from '../../charts/units';
import table from '../../ui/Table.module.css';
import styles from './ServicesPage.module.css';

interface Props {
  service: string;
  routes: readonly RouteSummary[];
  /** How long the range is. */
  seconds: number;
}

/** How much, how well and how fast a service answered each route. */
export function RouteTable({ service, routes, seconds }: Props) {
  return (
    <div className={styles.wide}>
      <table className={table.table}>
        <thead>
          <tr>
            <th>Route</th>
            <th className={table.number}>Requests</th>
            <th className={table.number}>Errors</th>
            <th className={table.number}>p50</th>
            <th className={table.number}>p95</th>
            <th className={table.number}>p99</th>
          </tr>
        </thead>
        <tbody>
          {routes.map((route) => (
            <tr key={route.name}>
              <td className={styles.name}>
                {route.name === '' ? (
                  'without a route'
                ) : (
                  <Link
                    to="/"
                    search={{ query: `service:${JSON.stringify(service)} http.route:${JSON.stringify(route.name)}` }}
                  >
                    {route.name}
                  </Link>
                )}
              </td>
              <td className={table.number} title={`${route.requests.toLocaleString('en')} in the range`}>
                {formatValue(route.requests / seconds, '/s')}
              </td>
              <td className={`${table.number} ${route.errors > 0 ? styles.errors : styles.none}`}>
                {formatValue(route.error_rate * 100, '%')}
              </td>
              <td className={table.number}>{formatValue(route.p50_ms, 'ms')}</td>
              <td className={table.number}>{formatValue(route.p95_ms, 'ms')}</td>
              <td className={table.number}>{formatValue(route.p99_ms, 'ms')}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
