import type { MapEdge } from '../../api/services';
import { formatCount, formatValue } from '../../charts/units';
import table from '../../ui/Table.module.css';
import styles from './ServicesPage.module.css';

/** The lines of the map as rows. */
export function CallTable({ edges }: { edges: readonly MapEdge[] }) {
  return (
    <div className={styles.wide}>
      <table className={table.table}>
        <caption className="for-screen-readers">Calls between services</caption>
        <thead>
          <tr>
            <th>From</th>
            <th>To</th>
            <th className={table.number}>Calls</th>
            <th className={table.number}>Errors</th>
            <th className={table.number}>p95</th>
          </tr>
        </thead>
        <tbody>
          {edges
            .toSorted((a, b) => b.calls - a.calls)
            .map((edge) => (
              <tr key={`${edge.from} ${edge.to}`}>
                <td>{edge.from}</td>
                <td>{edge.to}</td>
                <td className={table.number}>{formatCount(edge.calls)}</td>
                <td className={`${table.number} ${edge.errors > 0 ? styles.errors : styles.none}`}>
                  {formatCount(edge.errors)}
                </td>
                <td className={table.number}>{formatValue(edge.p95_ms, 'ms')}</td>
              </tr>
            ))}
        </tbody>
      </table>
    </div>
  );
}
