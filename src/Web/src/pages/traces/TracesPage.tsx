import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import { findTraces, type TraceSummary } from '../../api/traces';
import { coloursOf } from '../../charts/palette';
import { ServiceName } from '../../charts/ServiceName';
import { formatDuration, formatTime } from '../../time/format';
import { useRange } from '../../time/useRange';
import { Button } from '../../ui/Button';
import { Failure } from '../../ui/Failure';
import { Notice } from '../../ui/Notice';
import { PageHeader } from '../../ui/PageHeader';
import table from '../../ui/Table.module.css';
import type { TracesSearch } from './search';
import { TraceFilterBar } from './TraceFilterBar';
import styles from './TracesPage.module.css';

/** Traces of the range: the newest or the slowest first. */
export function TracesPage() {
  const { fixed } = useRange();
  const search = useSearch({ from: '/traces' });
  const navigate = useNavigate();
  const filter = {
    ...fixed,
    service: search.service,
    operation: search.operation,
    min_duration: search.min,
    errors: search.errors === 'true' ? true : undefined,
    order: search.sort,
  };
  const traces = useInfiniteQuery({
    queryKey: ['traces', filter],
    queryFn: ({ pageParam, signal }) => findTraces(filter, pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next_cursor ?? undefined,
  });
  const found = useMemo(() => traces.data?.pages.flatMap((page) => page.traces), [traces.data]);

  return (
    <>
      <PageHeader title="Traces" />
      <TraceFilterBar
        search={search}
        services={[...new Set(found?.flatMap((trace) => trace.services))].sort()}
        operations={[...new Set(found?.flatMap((trace) => trace.name ?? []))].sort()}
        onChange={(next: TracesSearch) =>
          void navigate({ to: '.', search: ({ from, to, zone }) => ({ from, to, zone, ...next }), replace: true })
        }
      />
      {traces.isError && <Failure error={traces.error} onRetry={() => void traces.refetch()} />}
      {traces.isPending && <p className={styles.waiting}>Looking for traces…</p>}
      {found?.length === 0 && <NoTraces isFiltered={Object.keys(search).some((name) => name in filterNames)} />}
      {found !== undefined && found.length > 0 && <TraceTable traces={found} />}
      {traces.hasNextPage && (
        <p className={styles.more}>
          <Button disabled={traces.isFetchingNextPage} onClick={() => void traces.fetchNextPage()}>
            Load more
          </Button>
        </p>
      )}
    </>
  );
}

const filterNames = { service: 1, operation: 1, min: 1, errors: 1 };

function NoTraces({ isFiltered }: { isFiltered: boolean }) {
  return isFiltered ? (
    <Notice title="No such traces in this range">
      <p>Ask for less, or choose a longer range.</p>
    </Notice>
  ) : (
    <Notice title="No traces in this range">
      <p>Choose a longer range, or send the first ones. An OpenTelemetry SDK or Collector needs two settings:</p>
      <pre>
        OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf{'\n'}
        OTEL_EXPORTER_OTLP_ENDPOINT={window.location.origin}
      </pre>
    </Notice>
  );
}

function TraceTable({ traces }: { traces: readonly TraceSummary[] }) {
  const { zone } = useRange();
  const longest = traces.reduce((most, trace) => Math.max(most, trace.duration_ms), 0);
  const colours = useMemo(() => coloursOf(traces.flatMap((trace) => trace.services)), [traces]);
  return (
    <table className={`${table.table} ${styles.table}`}>
      <thead>
        <tr>
          <th>Time</th>
          <th>Trace</th>
          <th>Services</th>
          <th className={table.number}>Spans</th>
          <th className={table.number}>Errors</th>
          <th className={table.number}>Duration</th>
        </tr>
      </thead>
      <tbody>
        {traces.map((trace) => (
          <tr key={trace.trace_id}>
            <td className={styles.time}>{formatTime(trace.timestamp, zone)}</td>
            <td className={styles.name}>
              <Link to="/traces/$traceId" params={{ traceId: trace.trace_id }}>
                {trace.name ?? 'Root not received yet'}
              </Link>
            </td>
            <td>
              <span className={styles.services}>
                {inOrder(trace).map((service) => (
                  <ServiceName key={service} name={service} colour={colours.get(service) ?? '--series-1'} />
                ))}
              </span>
            </td>
            <td className={table.number}>{trace.spans}</td>
            <td className={`${table.number} ${trace.errors > 0 ? styles.errors : styles.none}`}>{trace.errors}</td>
            <td className={table.number}>
              <span className={styles.duration}>
                <span className={styles.track}>
                  <span
                    className={styles.bar}
                    style={{ inlineSize: `${(100 * trace.duration_ms) / (longest || 1)}%` }}
                  />
                </span>
                {formatDuration(trace.duration_ms)}
              </span>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

// The root's service first.
function inOrder({ service, services }: TraceSummary): string[] {
  return service === undefined ? services : [service, ...services.filter((each) => each !== service)];
}
