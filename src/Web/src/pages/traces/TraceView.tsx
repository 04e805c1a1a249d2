import { useNavigate, useSearch } from '@tanstack/react-router';
import { useDeferredValue, useEffect, useMemo, useRef, useState } from 'react';
import type { LogRecord } from '../../api/records';
import type { Span } from '../../api/traces';
import { coloursOf } from '../../charts/palette';
import { useCommands, type Command } from '../../shell/commands';
import { Failure } from '../../ui/Failure';
import { criticalPath, type Segment } from './criticalPath';
import { groupBySpan } from './logs';
import { Minimap } from './Minimap';
import { collapsible, findSpans, reveal, visibleRows } from './rows';
import { SpanDetails } from './SpanDetails';
import { TraceHeader } from './TraceHeader';
import { TraceLogs } from './TraceLogs';
import styles from './TraceView.module.css';
import { buildTree, type SpanNode } from './tree';
import { pan, zoom, type View } from './view';
import { Waterfall } from './Waterfall';

interface Props {
  traceId: string;
  spans: readonly Span[];
  /** How many more there are that one's role does not show. */
  hiddenSpans: number;
  /** The records of the trace; undefined until they are there. */
  logs: readonly LogRecord[] | undefined;
  logsError: unknown;
  onReload: () => void;
}

// Browsers allow only so many changes of the address in a while, and a held key makes more.
const addressDelay = 300;

/** A trace that has been read: its waterfall or its logs, and the details of the chosen span. */
export function TraceView({ traceId, spans, hiddenSpans, logs, logsError, onReload }: Props) {
  const search = useSearch({ from: '/traces/$traceId' });
  const navigate = useNavigate();
  const tree = useMemo(() => buildTree(spans), [spans]);
  const colours = useMemo(() => coloursOf(tree.services), [tree]);
  const segments = useMemo(() => segmentsOf(criticalPath(longest(tree.roots))), [tree]);
  const logsBySpan = useMemo(() => groupBySpan(tree, logs ?? []), [tree, logs]);

  const [collapsed, setCollapsed] = useState<ReadonlySet<SpanNode>>(new Set());
  const [chosen, setChosen] = useState<SpanNode | undefined>(() => nodeOf(tree.nodes, search.span));
  const [isOpen, setOpen] = useState(search.span !== undefined);
  const [view, setView] = useState<View>({ start: 0, end: Math.max(tree.duration, 0.001) });
  const [find, setFind] = useState('');
  const findField = useRef<HTMLInputElement>(null);

  const rows = useMemo(() => visibleRows(tree, collapsed), [tree, collapsed]);
  const wanted = useDeferredValue(find);
  const found = useMemo(() => findSpans(tree, wanted), [tree, wanted]);

  useEffect(() => {
    const span = isOpen ? chosen?.span.span_id : undefined;
    const timer = setTimeout(() => {
      void navigate({ to: '.', search: (old) => ({ ...old, span }), replace: true });
    }, addressDelay);
    return () => clearTimeout(timer);
  }, [chosen, isOpen, navigate]);

  function choose(node: SpanNode): void {
    setCollapsed((old) => reveal(node, old));
    setChosen(node);
  }

  function toggle(node: SpanNode, isCollapsed = !collapsed.has(node)): void {
    const next = new Set(collapsed);
    if (isCollapsed) {
      next.add(node);
    } else {
      next.delete(node);
    }

    setCollapsed(next);
  }

  const actions = {
    move: (step: number) => {
      // Where nothing is chosen yet, the first step leads to the first span or to the last.
      const outside = step > 0 ? -1 : rows.length;
      const at = chosen === undefined ? outside : rows.indexOf(chosen);
      const next = rows[Math.max(0, Math.min(rows.length - 1, at + step))];
      if (next !== undefined) {
        choose(next);
      }
    },
    jump: (among: readonly SpanNode[], step: 1 | -1) => {
      const at = chosen?.index ?? -1;
      const next =
        step > 0
          ? (among.find((node) => node.index > at) ?? among[0])
          : (among.findLast((node) => node.index < at) ?? among.at(-1));
      if (next !== undefined) {
        choose(next);
      }
    },
    zoom: (factor: number) => setView((old) => zoom(old, factor, (old.start + old.end) / 2, tree.duration)),
    pan: (share: number) => setView((old) => pan(old, share, tree.duration)),
    all: () => setView({ start: 0, end: Math.max(tree.duration, 0.001) }),
  };
  useTraceCommands({
    ...actions,
    nextError: () =>
      actions.jump(
        tree.nodes.filter((node) => node.isError),
        1,
      ),
    nextFound: () => actions.jump(found, 1),
    find: () => findField.current?.focus(),
    open: () => setOpen(chosen !== undefined),
    close: () => setOpen(false),
    collapseAll: () => setCollapsed((old) => (old.size > 0 ? new Set() : collapsible(tree, 1))),
  });

  const showsLogs = search.show === 'logs';
  return (
    <div className={styles.page}>
      <TraceHeader
        traceId={traceId}
        tree={tree}
        hiddenSpans={hiddenSpans}
        colours={colours}
        logCount={logs?.length}
        show={showsLogs ? 'logs' : 'spans'}
        onShow={(show) =>
          void navigate({
            to: '.',
            search: (old) => ({ ...old, show: show === 'logs' ? show : undefined }),
            replace: true,
          })
        }
        find={find}
        findField={findField}
        found={wanted === '' ? undefined : found}
        onFind={setFind}
        onJump={(step) => actions.jump(found, step)}
        onReload={onReload}
      />
      <div className={styles.content}>
        <div className={styles.main}>
          {showsLogs ? (
            <>
              {logsError !== null && logsError !== undefined && <Failure error={logsError} />}
              <TraceLogs
                tree={tree}
                logs={logs}
                colours={colours}
                onChoose={(node) => {
                  choose(node);
                  setOpen(true);
                }}
              />
            </>
          ) : (
            <>
              <Minimap tree={tree} colours={colours} view={view} onView={setView} />
              <Waterfall
                tree={tree}
                rows={rows}
                collapsed={collapsed}
                colours={colours}
                segments={segments}
                logs={logsBySpan}
                found={wanted === '' ? undefined : new Set(found)}
                chosen={chosen}
                view={view}
                onView={setView}
                onChoose={choose}
                onOpen={() => setOpen(true)}
                onToggle={toggle}
                onMove={actions.move}
              />
            </>
          )}
        </div>
        {isOpen && chosen !== undefined && (
          <SpanDetails
            key={chosen.index}
            tree={tree}
            node={chosen}
            colour={colours.get(chosen.span.service) ?? '--series-1'}
            logs={logsBySpan.get(chosen) ?? []}
            onClose={() => setOpen(false)}
          />
        )}
      </div>
    </div>
  );
}

interface Actions {
  move: (step: number) => void;
  nextError: () => void;
  nextFound: () => void;
  find: () => void;
  open: () => void;
  close: () => void;
  collapseAll: () => void;
  zoom: (factor: number) => void;
  pan: (share: number) => void;
  all: () => void;
}

/** Offers the commands once, and lets each do what it means at the moment it is given. */
function useTraceCommands(actions: Actions): void {
  const latest = useRef(actions);
  useEffect(() => {
    latest.current = actions;
  });

  const offer = (id: string, title: string, keys: string, run: (latest: Actions) => void): Command => ({
    id: `trace ${id}`,
    title,
    group: 'Trace',
    keys,
    run: () => run(latest.current),
  });
  const [offered] = useState(() => [
    offer('next', 'Next span', 'j', (to) => to.move(1)),
    offer('previous', 'Previous span', 'k', (to) => to.move(-1)),
    offer('open', 'Details of the span', 'o', (to) => to.open()),
    offer('close', 'Close the details', 'Escape', (to) => to.close()),
    offer('error', 'Next error', 'e', (to) => to.nextError()),
    offer('find', 'Find in the trace', '/', (to) => to.find()),
    offer('found', 'Next span found', 'n', (to) => to.nextFound()),
    offer('collapse', 'Collapse or expand everything', 'c', (to) => to.collapseAll()),
    offer('in', 'Look closer', '+', (to) => to.zoom(0.5)),
    offer('out', 'Look from further away', '-', (to) => to.zoom(2)),
    offer('earlier', 'Look earlier', '[', (to) => to.pan(-0.25)),
    offer('later', 'Look later', ']', (to) => to.pan(0.25)),
    offer('all', 'Show the whole trace', '0', (to) => to.all()),
  ]);
  useCommands(offered);
}

function nodeOf(nodes: readonly SpanNode[], spanId: string | undefined): SpanNode | undefined {
  return spanId === undefined ? undefined : nodes.find((node) => node.span.span_id === spanId);
}

// A trace whose root has not come has several; the longest is what was waited for.
function longest(roots: readonly SpanNode[]): SpanNode | undefined {
  return roots.toSorted((a, b) => b.end - b.start - (a.end - a.start))[0];
}

function segmentsOf(path: readonly Segment[]): Map<SpanNode, Segment[]> {
  const segments = new Map<SpanNode, Segment[]>();
  for (const segment of path) {
    const known = segments.get(segment.node);
    if (known === undefined) {
      segments.set(segment.node, [segment]);
    } else {
      known.push(segment);
    }
  }

  return segments;
}
