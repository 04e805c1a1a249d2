import { useQuery } from '@tanstack/react-query';
import { ChevronDown, ChevronUp, Copy, Link as LinkIcon, X } from 'lucide-react';
import { useState } from 'react';
import { recordOf } from '../../api/logs';
import { severityOf, type LogRecord } from '../../api/records';
import type { Wish } from '../../query/edit';
import { HiddenNote } from '../../shell/HiddenNote';
import { formatTime } from '../../time/format';
import type { Zone } from '../../time/zone';
import { Button, IconButton } from '../../ui/Button';
import { copy } from '../../ui/copy';
import { Failure } from '../../ui/Failure';
import { Severity } from '../../ui/Severity';
import { RecordBody } from './RecordBody';
import { RecordContext } from './RecordContext';
import { RecordFields } from './RecordFields';
import styles from './RecordPanel.module.css';

const tabs = { fields: 'Fields', context: 'Around it', raw: 'Raw' };

export interface RecordActions {
  onWish: (field: string, value: string, wish: Wish) => void;
  onColumn: (field: string) => void;
  onTrace: (id: string) => void;
  /** Shows everything that was logged under the same correlation id, by all services. */
  onCorrelation: (id: string) => void;
  onOpen: (id: string) => void;
}

interface Props {
  id: string;
  zone: Zone;
  columns: readonly string[];
  actions: RecordActions;
  onStep: (step: 1 | -1) => void;
  onClose: () => void;
}

/** Everything about one record. It is asked for whole, because the table keeps only the beginnings of long values. */
export function RecordPanel({ id, zone, columns, actions, onStep, onClose }: Props) {
  const [tab, setTab] = useState<keyof typeof tabs>('fields');
  const found = useQuery({ queryKey: ['record', id], queryFn: ({ signal }) => recordOf(id, signal) });
  const record = found.data;

  return (
    <aside className={styles.panel} aria-label="Record">
      <header className={styles.header}>
        {record !== undefined && (
          <>
            <Severity of={severityOf(record.severity_number)} />
            <strong>{record.service}</strong>
            <time dateTime={record.timestamp} title={record.timestamp}>
              {formatTime(record.timestamp, zone)}
            </time>
          </>
        )}
        <span className={styles.tools}>
          <IconButton name="Newer (k)" onClick={() => onStep(-1)}>
            <ChevronUp size={15} />
          </IconButton>
          <IconButton name="Older (j)" onClick={() => onStep(1)}>
            <ChevronDown size={15} />
          </IconButton>
          <IconButton name="Copy a link to this record" onClick={() => void copy(location.href, 'Link')}>
            <LinkIcon size={14} />
          </IconButton>
          <IconButton
            name="Copy as JSON"
            disabled={record === undefined}
            onClick={() => void copy(JSON.stringify(record, undefined, 2), 'Record')}
          >
            <Copy size={14} />
          </IconButton>
          <IconButton name="Close (Esc)" onClick={onClose}>
            <X size={15} />
          </IconButton>
        </span>
      </header>
      {found.isError && <Failure error={found.error} onRetry={() => void found.refetch()} />}
      {record !== undefined && (
        <div className={styles.content} key={record.id}>
          <RecordBody body={record.body} />
          <Jumps record={record} actions={actions} />
          <div role="tablist" aria-label="Views of the record" className={styles.tabs}>
            {(Object.keys(tabs) as (keyof typeof tabs)[]).map((name) => (
              <button key={name} type="button" role="tab" aria-selected={name === tab} onClick={() => setTab(name)}>
                {tabs[name]}
              </button>
            ))}
          </div>
          <div role="tabpanel" aria-label={tabs[tab]}>
            {tab === 'fields' && <RecordFields record={record} columns={columns} actions={actions} />}
            {tab === 'fields' && <HiddenNote />}
            {tab === 'context' && <RecordContext record={record} zone={zone} onOpen={actions.onOpen} />}
            {tab === 'raw' && <pre className={styles.raw}>{JSON.stringify(record, undefined, 2)}</pre>}
          </div>
        </div>
      )}
    </aside>
  );
}

function Jumps({ record, actions }: { record: LogRecord; actions: RecordActions }) {
  const { trace_id: trace, correlation_id: correlation, user_id: user } = record;
  return (
    <div className={styles.jumps}>
      {trace !== undefined && <Button onClick={() => actions.onTrace(trace)}>Open trace</Button>}
      {correlation !== undefined && (
        <Button onClick={() => actions.onCorrelation(correlation)}>Whole correlation, all services</Button>
      )}
      {user !== undefined && <Button onClick={() => actions.onWish('user_id', user, 'include')}>Same user</Button>}
    </div>
  );
}
