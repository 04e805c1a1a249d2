import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { contextOf } from '../../api/logs';
import { severityOf, type LogRecord } from '../../api/records';
import { formatClock } from '../../time/format';
import type { Zone } from '../../time/zone';
import { Failure } from '../../ui/Failure';
import { Severity } from '../../ui/Severity';
import { textOfValue, valueOf } from './fields';
import styles from './RecordContext.module.css';

interface Props {
  record: LogRecord;
  zone: Zone;
  onOpen: (id: string) => void;
}

const sources = { service: 'this service', 'host.name': 'this host', 'k8s.pod.name': 'this pod', any: 'anybody' };

/** What was logged just before and after a record. */
export function RecordContext({ record, zone, onOpen }: Props) {
  const [same, setSame] = useState('service');
  const context = useQuery({
    queryKey: ['context', record.id, same],
    queryFn: ({ signal }) => contextOf(record.id, same, signal),
  });

  return (
    <>
      <label className={styles.source}>
        Logged by{' '}
        <select value={same} onChange={(event) => setSame(event.target.value)}>
          {Object.entries(sources)
            .filter(([field]) => field === 'any' || valueOf(record, field) !== undefined)
            .map(([field, title]) => (
              <option key={field} value={field}>
                {title}
              </option>
            ))}
        </select>
      </label>
      {context.isError && <Failure error={context.error} onRetry={() => void context.refetch()} />}
      {context.data !== undefined && (
        <ol className={styles.lines}>
          {[...context.data.before, record, ...context.data.after].map((each) => (
            <li key={each.id} aria-current={each.id === record.id}>
              <button type="button" onClick={() => onOpen(each.id)}>
                <span className={styles.time}>{formatClock(each.timestamp, zone)}</span>
                <Severity of={severityOf(each.severity_number)} />
                <span className={styles.text}>{textOfValue(each.body).slice(0, 300)}</span>
              </button>
            </li>
          ))}
        </ol>
      )}
    </>
  );
}
