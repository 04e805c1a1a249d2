import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { logsOfTrace, traceOf } from '../../api/traces';
import { Failure } from '../../ui/Failure';
import { Notice } from '../../ui/Notice';
import { TraceView } from './TraceView';
import styles from './TracesPage.module.css';

/** One trace: everything that one action of a user caused, across services. */
export function TracePage() {
  const { traceId } = useParams({ from: '/traces/$traceId' });
  const trace = useQuery({ queryKey: ['trace', traceId], queryFn: ({ signal }) => traceOf(traceId, signal) });
  const logs = useQuery({ queryKey: ['trace logs', traceId], queryFn: ({ signal }) => logsOfTrace(traceId, signal) });

  if (trace.isError) {
    return <Failure error={trace.error} onRetry={() => void trace.refetch()} />;
  }

  if (trace.data === undefined) {
    return <p className={styles.waiting}>Reading the trace…</p>;
  }

  if (trace.data.spans.length === 0) {
    return <Notice title="This trace has no spans" />;
  }

  return (
    <TraceView
      key={traceId}
      traceId={traceId}
      spans={trace.data.spans}
      hiddenSpans={trace.data.hidden_spans ?? 0}
      logs={logs.data}
      logsError={logs.error}
      onReload={() => void Promise.all([trace.refetch(), logs.refetch()])}
    />
  );
}
