import { useQuery } from '@tanstack/react-query';
import { Copy } from 'lucide-react';
import { sendJson } from '../../api/http';
import { describeRange } from '../../time/format';
import type { Range } from '../../time/range';
import type { Zone } from '../../time/zone';
import { Button } from '../../ui/Button';
import { copy } from '../../ui/copy';
import { Notice } from '../../ui/Notice';
import styles from './Empty.module.css';

interface Props {
  query: string;
  range: Range;
  zone: Zone;
  onRange: (range: Range) => void;
  onQuery: (query: string) => void;
}

/** Stands in for the table when nothing was found: how to send a first log, or what to ask for instead. */
export function Empty(props: Props) {
  const anything = useQuery({
    queryKey: ['anything'],
    queryFn: ({ signal }) => sendJson<{ records: unknown[] }>('/api/v1/logs', { query: { limit: 1 }, signal }),
    // Once there is something there is always something; until then each search looks again.
    staleTime: (found) => (found.state.data?.records.length ? Infinity : 0),
  });
  return anything.data?.records.length === 0 ? <FirstLog /> : <NothingFound {...props} />;
}

function FirstLog() {
  const command =
    `curl ${location.origin}/api/v1/logs -H 'Content-Type: application/json' \\\n` +
    `  -d '{"level":"info","service":"hello","message":"my first log"}'`;
  return (
    <Notice title="Send your first log">
      <p>Nothing has been logged yet. Run this in a terminal, then ask again with r:</p>
      <div className={styles.command}>
        <pre>{command}</pre>
        <Button onClick={() => void copy(command.replace(' \\\n', ''), 'Command')}>
          <Copy size={13} aria-hidden /> Copy
        </Button>
      </div>
      <p>
        Programs send without being changed: OpenTelemetry to <code>{location.origin}/v1/logs</code>, and what speaks
        Loki, Elasticsearch, Splunk, Seq, GELF, Fluent or syslog by its address alone. <code>monolith demo</code> sends
        the traffic of a small shop, to have something to look at.
      </p>
    </Notice>
  );
}

const wider: Range[] = [
  { from: 'now-1h', to: 'now' },
  { from: 'now-24h', to: 'now' },
  { from: 'now-7d', to: 'now' },
];

function NothingFound({ query, range, zone, onRange, onQuery }: Props) {
  return (
    <Notice title="Nothing matches in this range">
      <p>
        {describeRange(range, zone)}
        {query === '' ? '.' : ', with this query. A word must be there whole: pay does not find payment, pay* does.'}
      </p>
      <div className={styles.choices}>
        {wider
          .filter((choice) => choice.from !== range.from)
          .map((choice) => (
            <Button key={choice.from} onClick={() => onRange(choice)}>
              {describeRange(choice, zone)}
            </Button>
          ))}
        {query !== '' && <Button onClick={() => onQuery('')}>Search without a query</Button>}
      </div>
    </Notice>
  );
}
