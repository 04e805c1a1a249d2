import { ChevronDown, ChevronUp, Copy, RefreshCw, ScrollText } from 'lucide-react';
import { Link } from '@tanstack/react-router';
import type { RefObject } from 'react';
import { ServiceName } from '../../charts/ServiceName';
import { formatDuration, formatTime } from '../../time/format';
import { useRange } from '../../time/useRange';
import { Button, IconButton } from '../../ui/Button';
import { copy } from '../../ui/copy';
import { searchAround } from './searchAround';
import styles from './TraceHeader.module.css';
import type { SpanNode, TraceTree } from './tree';

interface Props {
  traceId: string;
  tree: TraceTree;
  /** How many spans one's role does not show. */
  hiddenSpans: number;
  colours: ReadonlyMap<string, string>;
  logCount: number | undefined;
  show: 'spans' | 'logs';
  onShow: (show: 'spans' | 'logs') => void;
  find: string;
  findField: RefObject<HTMLInputElement | null>;
  /** What was found; undefined while nothing is looked for. */
  found: readonly SpanNode[] | undefined;
  onFind: (text: string) => void;
  onJump: (step: 1 | -1) => void;
  onReload: () => void;
}

/** What the trace is, in two lines, and what can be done with it. */
export function TraceHeader({ traceId, tree, colours, findField, ...props }: Props) {
  const { zone } = useRange();
  const root = tree.roots[0]?.span;
  return (
    <header className={styles.header}>
      <div className={styles.line}>
        <h1 className={styles.title}>
          <Link to="/traces" className={styles.back}>
            Traces
          </Link>
          <span aria-hidden> / </span>
          {root?.name}
        </h1>
        <div className={styles.tools}>
          <Link to="/" search={searchAround(tree, `trace_id:${traceId}`)} className={styles.link}>
            <ScrollText size={15} aria-hidden />
            Search its logs
          </Link>
          <IconButton name="Copy the trace id" onClick={() => void copy(traceId, 'Trace id')}>
            <Copy size={15} />
          </IconButton>
          <IconButton name="Read the trace again" onClick={props.onReload}>
            <RefreshCw size={15} />
          </IconButton>
        </div>
      </div>
      <div className={styles.line}>
        <dl className={styles.facts}>
          <Fact name="Began">{formatTime(tree.began, zone)}</Fact>
          <Fact name="Took">{formatDuration(tree.duration)}</Fact>
          <Fact name="Spans">{tree.nodes.length.toLocaleString('en')}</Fact>
          {props.hiddenSpans > 0 && <Fact name="Not shown to your role">{props.hiddenSpans.toLocaleString('en')}</Fact>}
          <Fact name="Errors" isBad={tree.errors > 0}>
            {tree.errors.toLocaleString('en')}
          </Fact>
          <Fact name="Services">
            <span className={styles.services}>
              {tree.services.map((service) => (
                <ServiceName key={service} name={service} colour={colours.get(service) ?? '--series-1'} />
              ))}
            </span>
          </Fact>
        </dl>
      </div>
      <div className={styles.line}>
        <div className={styles.tabs} role="group" aria-label="What is shown">
          <Button look="quiet" aria-pressed={props.show === 'spans'} onClick={() => props.onShow('spans')}>
            Spans
          </Button>
          <Button look="quiet" aria-pressed={props.show === 'logs'} onClick={() => props.onShow('logs')}>
            Logs{props.logCount === undefined ? '' : ` ${props.logCount.toLocaleString('en')}`}
          </Button>
        </div>
        {props.show === 'spans' && (
          <div className={styles.signs}>
            <span>
              <i className={styles.critical} /> what the trace waited for
            </span>
            <span>
              <i className={styles.dot} /> log record
            </span>
          </div>
        )}
        {props.show === 'spans' && (
          <div className={styles.find} role="search" aria-label="Spans">
            <input
              ref={findField}
              type="search"
              value={props.find}
              placeholder="Find in the trace ( / )"
              aria-label="Find spans by name, service or attribute"
              spellCheck={false}
              onChange={(event) => props.onFind(event.target.value)}
              onKeyDown={(event) => {
                if (event.key === 'Enter') {
                  props.onJump(event.shiftKey ? -1 : 1);
                } else if (event.key === 'Escape') {
                  props.onFind('');
                  event.currentTarget.blur();
                }
              }}
            />
            {props.found !== undefined && (
              <>
                <span role="status">{props.found.length.toLocaleString('en')} found</span>
                <IconButton name="The one before" onClick={() => props.onJump(-1)}>
                  <ChevronUp size={15} />
                </IconButton>
                <IconButton name="The next one" onClick={() => props.onJump(1)}>
                  <ChevronDown size={15} />
                </IconButton>
              </>
            )}
          </div>
        )}
      </div>
    </header>
  );
}

function Fact({ name, isBad = false, children }: { name: string; isBad?: boolean; children: React.ReactNode }) {
  return (
    <div className={styles.fact}>
      <dt>{name}</dt>
      <dd className={isBad ? styles.bad : undefined}>{children}</dd>
    </div>
  );
}
