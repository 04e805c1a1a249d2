import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { logsOfTrace, spansOf } from '../../api/traces';
import { Failure } from '../../ui/Failure';
import { Notice } from '../../ui/Notice';
import { TraceView } from './TraceView';
import styles from './TracesPage.module.css';

/** One trace: everything that one action of a user caused, across services. */
export function TracePage() {
  const { traceId } = useParams({ from: '/traces/$traceId' });
  const spans = useQuery({ queryKey: ['trace', traceId], queryFn: ({ signal }) => spansOf(traceId, signal) });
  const logs = useQuery({ queryKey: ['trace logs', traceId], queryFn: ({ signal }) => logsOfTrace(traceId, signal) });

  if (spans.isError) {
    return <Failure error={spans.error} onRetry={() => void spans.refetch()} />;
  }

  if (spans.data === undefined) {
    return <p className={styles.waiting}>Reading the trace…</p>;
  }

  if (spans.data.length === 0) {
    return <Notice title="This trace has no spans" />;
  }

  return (
    <TraceView
      key={traceId}
      traceId={traceId}
      spans={spans.data}
      logs={logs.data}
      logsError={logs.error}
      onReload={() => void Promise.all([spans.refetch(), logs.refetch()])}
    />
  );
}
