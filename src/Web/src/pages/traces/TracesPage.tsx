import { useQuery } from '@tanstack/react-query';
import { findTraces } from '../../api/traces';
import { formatDuration, formatTime } from '../../time/format';
import { useRange } from '../../time/useRange';
import { Failure } from '../../ui/Failure';
import { Notice } from '../../ui/Notice';
import { PageHeader } from '../../ui/PageHeader';
import table from '../../ui/Table.module.css';

/** The newest traces of the range. */
export function TracesPage() {
  const { fixed, zone } = useRange();
  const traces = useQuery({
    queryKey: ['traces', fixed],
    queryFn: ({ signal }) => findTraces(fixed, signal),
  });

  return (
    <>
      <PageHeader title="Traces" />
      {traces.isError && <Failure error={traces.error} onRetry={() => void traces.refetch()} />}
      {traces.data?.length === 0 && (
        <Notice title="No traces in this range">
          <p>Send spans by OTLP to /v1/traces, or choose a longer range.</p>
        </Notice>
      )}
      {traces.data !== undefined && traces.data.length > 0 && (
        <table className={table.table}>
          <thead>
            <tr>
              <th>Time</th>
              <th>Service</th>
              <th>Root</th>
              <th className={table.number}>Duration</th>
              <th className={table.number}>Spans</th>
              <th className={table.number}>Errors</th>
            </tr>
          </thead>
          <tbody>
            {traces.data.map((trace) => (
              <tr key={trace.trace_id}>
                <td>{formatTime(trace.timestamp, zone)}</td>
                <td>{trace.service ?? trace.services.join(', ')}</td>
                <td>{trace.name}</td>
                <td className={table.number}>{formatDuration(trace.duration_ms)}</td>
                <td className={table.number}>{trace.spans}</td>
                <td className={table.number}>{trace.errors}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </>
  );
}
