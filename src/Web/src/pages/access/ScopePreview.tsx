import { useQuery } from '@tanstack/react-query';
import { EyeOff } from 'lucide-react';
import { sendJson } from '../../api/http';
import { severityOf, type LogRecord } from '../../api/records';
import type { Scope } from '../../api/roles';
import { Severity } from '../../ui/Severity';
import { fieldsOfRecord, textOfValue } from '../search/fields';
import { describeHidden, describeRows, seesRow } from './scope';
import styles from './ScopePreview.module.css';

const shown = 12;

interface Props {
  permissions: readonly string[];
  scope: Scope;
}

/** How the newest records look to somebody with this scope: what they would not see is struck out. */
export function ScopePreview({ permissions, scope }: Props) {
  const mayRead = permissions.includes('logs:read');
  const sample = useQuery({
    queryKey: ['scope-sample'],
    queryFn: ({ signal }) =>
      sendJson<{ records: LogRecord[] }>('/api/v1/logs', { query: { limit: shown, from: 'now-7d' }, signal }),
    enabled: mayRead,
    staleTime: 0,
  });
  const hidden = describeHidden(scope);
  const records = sample.data?.records ?? [];
  const seen = records.filter((record) => seesRow(scope, record)).length;

  return (
    <section className={styles.preview} aria-label="What they see">
      <h2>What they see</h2>
      {!mayRead ? (
        <p>
          No telemetry at all: that needs <code>logs:read</code>.
        </p>
      ) : (
        <>
          <dl className={styles.summary}>
            <dt>Rows</dt>
            <dd>{describeRows(scope)}</dd>
            <dt>Hidden fields</dt>
            <dd>{hidden === '' ? 'none' : hidden}</dd>
          </dl>
          {sample.isError && <p role="alert">{sample.error.message}</p>}
          {records.length > 0 && (
            <>
              <p className={styles.hint}>
                Of your {records.length} newest records they would see {seen}.
              </p>
              <ol className={styles.records} aria-label="Sample">
                {records.map((record) => (
                  <Sample key={record.id} record={record} scope={scope} />
                ))}
              </ol>
            </>
          )}
          {sample.data !== undefined && records.length === 0 && (
            <p className={styles.hint}>Nothing was logged in the last week: there is no record to show it by.</p>
          )}
        </>
      )}
    </section>
  );
}

function Sample({ record, scope }: { record: LogRecord; scope: Scope }) {
  const isSeen = seesRow(scope, record);
  const fields = fieldsOfRecord(record).filter(({ name }) => name !== 'severity' && name !== 'service');
  const isHidden = (name: string) => scope.hidden_fields.includes(name);
  return (
    <li className={isSeen ? undefined : styles.unseen}>
      <p className={styles.line}>
        {!isSeen && <EyeOff size={13} aria-label="Not seen" />}
        <Severity of={severityOf(record.severity_number)} />
        <strong>{record.service}</strong>
        <span className={styles.body}>{textOfValue(record.body)}</span>
      </p>
      {isSeen && (
        <p className={styles.fields}>
          {fields
            .toSorted((a, b) => Number(isHidden(b.name)) - Number(isHidden(a.name)))
            .slice(0, 6)
            .map(({ name, value }) =>
              isHidden(name) ? (
                <del key={name} title="Hidden">
                  {name}
                </del>
              ) : (
                <span key={name}>
                  {name}={textOfValue(value)}
                </span>
              ),
            )}
        </p>
      )}
    </li>
  );
}
