import { Link } from '@tanstack/react-router';
import { Copy, ScrollText, X } from 'lucide-react';
import { severityOf, type Json } from '../../api/records';
import { ServiceName } from '../../charts/ServiceName';
import { formatDuration } from '../../time/format';
import { IconButton } from '../../ui/Button';
import { copy } from '../../ui/copy';
import { lineOf, type PlacedLog } from './logs';
import { searchAround } from './searchAround';
import { fieldsOf, ownTime } from './spanFields';
import styles from './SpanDetails.module.css';
import { offsetIn, type SpanNode, type TraceTree } from './tree';

interface Props {
  tree: TraceTree;
  node: SpanNode;
  colour: string;
  logs: readonly PlacedLog[];
  onClose: () => void;
}

/** Everything that is known of one span. */
export function SpanDetails({ tree, node, colour, logs, onClose }: Props) {
  const { span } = node;
  return (
    <aside className={styles.details} aria-label="Details of the span">
      <header className={styles.header}>
        <h2>{span.name}</h2>
        <IconButton name="Close the details (Esc)" onClick={onClose}>
          <X size={16} />
        </IconButton>
      </header>
      <div className={styles.scroll} tabIndex={0} role="region" aria-label="Attributes, events and logs">
        <p className={styles.line}>
          <ServiceName name={span.service} colour={colour} />
          <span>{span.kind}</span>
          <span className={span.status === 'error' ? styles.bad : undefined}>
            {span.status === 'unset' ? 'no status' : span.status}
          </span>
        </p>
        {span.status_message !== undefined && <p className={styles.message}>{span.status_message}</p>}
        {node.isOrphan && (
          <p className={styles.hint}>Its parent {span.parent_span_id} has not come, or was not recorded.</p>
        )}
        <dl className={styles.times}>
          <Time name="Took" value={formatDuration(span.duration_ms)} />
          <Time name="By itself" value={formatDuration(ownTime(node))} />
          <Time name="Began after" value={node.start === 0 ? '0 ms' : formatDuration(node.start)} />
        </dl>
        <p className={styles.line}>
          <Link to="/" search={searchAround(tree, `span_id:${span.span_id}`)} className={styles.link}>
            <ScrollText size={14} aria-hidden />
            Search its logs
          </Link>
          <button type="button" className={styles.copy} onClick={() => void copy(span.span_id, 'Span id')}>
            <code>{span.span_id}</code>
            <Copy size={13} aria-label="Copy the span id" />
          </button>
        </p>

        {span.events.length > 0 && (
          <Section title={`Events ${span.events.length}`}>
            {span.events.map((event, i) => (
              <details key={i} className={styles.event} open={/exception|error/i.test(event.name)}>
                <summary>
                  <span className={styles.at}>+{formatDuration(Math.max(0, offsetIn(tree, event.timestamp)))}</span>
                  {event.name}
                </summary>
                <Fields of={event.attributes} />
              </details>
            ))}
          </Section>
        )}
        {logs.length > 0 && (
          <Section title={`Logs ${logs.length}`}>
            <ol>
              {logs.map(({ record, at }) => (
                <li key={record.id} className={styles.log}>
                  <span className={styles.at}>+{formatDuration(Math.max(0, at))}</span>
                  <span style={{ color: `var(--severity-${severityOf(record.severity_number)}-text)` }}>
                    {severityOf(record.severity_number)}
                  </span>
                  <span className={styles.body}>{lineOf(record).slice(0, 2000)}</span>
                </li>
              ))}
            </ol>
          </Section>
        )}
        <Section title="Attributes">
          <Fields of={fieldsOf(span)} />
        </Section>
        {span.links.length > 0 && (
          <Section title={`Links ${span.links.length}`}>
            {span.links.map((link, i) => (
              <div key={i}>
                <Link to="/traces/$traceId" params={{ traceId: link.trace_id }} search={{ span: link.span_id }}>
                  <code>{link.trace_id}</code>
                </Link>
                <Fields of={link.attributes} />
              </div>
            ))}
          </Section>
        )}
        <Section title="Resource">
          <Fields of={span.resource} />
        </Section>
      </div>
    </aside>
  );
}

function Section({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <section className={styles.section}>
      <h3>{title}</h3>
      {children}
    </section>
  );
}

function Time({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

function Fields({ of }: { of: Record<string, Json> }) {
  const entries = Object.entries(of);
  if (entries.length === 0) {
    return <p className={styles.hint}>None.</p>;
  }

  return (
    <dl className={styles.fields}>
      {entries.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{typeof value === 'string' ? value : JSON.stringify(value)}</dd>
        </div>
      ))}
    </dl>
  );
}
