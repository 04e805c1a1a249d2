import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef, type KeyboardEvent } from 'react';
import { useSize } from '../../charts/useSize';
import { formatDuration } from '../../time/format';
import type { Segment } from './criticalPath';
import type { PlacedLog } from './logs';
import { SpanRow } from './SpanRow';
import type { SpanNode, TraceTree } from './tree';
import { useTimeDrag } from './useTimeDrag';
import { marks, zoom, type View } from './view';
import styles from './Waterfall.module.css';

interface Props {
  tree: TraceTree;
  rows: readonly SpanNode[];
  collapsed: ReadonlySet<SpanNode>;
  colours: ReadonlyMap<string, string>;
  /** The critical path, by span. */
  segments: ReadonlyMap<SpanNode, readonly Segment[]>;
  logs: ReadonlyMap<SpanNode, readonly PlacedLog[]>;
  /** The spans that were looked for; undefined when nothing is. */
  found: ReadonlySet<SpanNode> | undefined;
  chosen: SpanNode | undefined;
  view: View;
  onView: (view: View) => void;
  onChoose: (node: SpanNode) => void;
  onOpen: () => void;
  onToggle: (node: SpanNode, isCollapsed?: boolean) => void;
  onMove: (step: number) => void;
}

const rowHeight = 26;

/** The spans below each other, each where it lies in time. Only the rows in sight are there, so that there may be many. */
export function Waterfall(props: Props) {
  const { tree, rows, chosen, view, onView } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const [ruler, { width }] = useSize<HTMLDivElement>();
  const drag = useTimeDrag(ruler, view, tree.duration, onView);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 12,
  });

  useEffect(() => {
    const at = chosen === undefined ? -1 : rows.indexOf(chosen);
    if (at >= 0) {
      virtual.scrollToIndex(at, { align: 'auto' });
    }
    // Only a new choice scrolls: who collapses something wants to stay where it is.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [chosen]);

  useWheelZoom(scroller, ruler, view, tree.duration, onView);

  const times = marks(view, Math.max(2, width / 90));
  const place = (time: number) => `${(100 * (time - view.start)) / (view.end - view.start)}%`;
  return (
    <div className={styles.waterfall}>
      <div className={styles.head} {...drag.handlers}>
        <span className={styles.title}>Span</span>
        <div ref={ruler} className={styles.ruler}>
          {times.map((time) => (
            <span key={time} className={styles.mark} style={{ left: place(time) }}>
              {time === 0 ? '0' : formatDuration(time)}
            </span>
          ))}
        </div>
      </div>
      <div
        ref={scroller}
        role="treegrid"
        aria-label={`${rows.length} spans. Arrow keys move, Enter opens the details.`}
        aria-rowcount={rows.length}
        aria-activedescendant={chosen === undefined ? undefined : rowId(chosen)}
        tabIndex={0}
        className={styles.rows}
        onKeyDown={(event) => onKey(event, props)}
        {...drag.handlers}
      >
        <div className={styles.all} style={{ height: virtual.getTotalSize() }} role="presentation">
          {virtual.getVirtualItems().map((item) => {
            const node = rows[item.index];
            return (
              node !== undefined && (
                <SpanRow
                  key={node.index}
                  id={rowId(node)}
                  node={node}
                  row={item.index}
                  top={item.start}
                  view={view}
                  colour={props.colours.get(node.span.service) ?? '--series-1'}
                  segments={props.segments.get(node)}
                  logs={props.logs.get(node)}
                  isChosen={node === chosen}
                  isCollapsed={props.collapsed.has(node)}
                  isFaded={props.found !== undefined && !props.found.has(node)}
                  onChoose={() => {
                    props.onChoose(node);
                    props.onOpen();
                  }}
                  onToggle={() => props.onToggle(node)}
                />
              )
            );
          })}
        </div>
      </div>
      {drag.selection !== undefined && (
        <div className={styles.over} aria-hidden>
          <div
            className={styles.drag}
            style={{
              left: `${drag.selection.from * 100}%`,
              width: `${(drag.selection.to - drag.selection.from) * 100}%`,
            }}
          />
        </div>
      )}
    </div>
  );
}

function rowId(node: SpanNode): string {
  return `span-${node.index}`;
}

/** The keys of a tree, as other trees have them. */
function onKey(event: KeyboardEvent, { chosen, rows, collapsed, onChoose, onMove, onToggle, onOpen }: Props): void {
  const page = Math.max(1, Math.floor(event.currentTarget.clientHeight / rowHeight) - 1);
  const moves: Record<string, number> = {
    ArrowDown: 1,
    ArrowUp: -1,
    PageDown: page,
    PageUp: -page,
    Home: -rows.length,
    End: rows.length,
  };
  const step = moves[event.key];
  if (step !== undefined) {
    onMove(step);
  } else if (chosen === undefined) {
    return;
  } else if (event.key === 'ArrowRight') {
    if (collapsed.has(chosen)) {
      onToggle(chosen, false);
    } else if (chosen.children.length > 0) {
      onMove(1);
    }
  } else if (event.key === 'ArrowLeft') {
    if (chosen.children.length > 0 && !collapsed.has(chosen)) {
      onToggle(chosen, true);
    } else if (chosen.parent !== undefined) {
      onChoose(chosen.parent);
    }
  } else if (event.key === 'Enter' || event.key === ' ') {
    onOpen();
  } else {
    return;
  }

  event.preventDefault();
}

/** Ctrl and the wheel look closer at what the pointer is at. */
function useWheelZoom(
  scroller: React.RefObject<HTMLElement | null>,
  ruler: React.RefObject<HTMLElement | null>,
  view: View,
  duration: number,
  onView: (view: View) => void,
): void {
  useEffect(() => {
    const element = scroller.current;
    const turn = (event: WheelEvent) => {
      const { left, width } = ruler.current?.getBoundingClientRect() ?? { left: 0, width: 1 };
      if (event.ctrlKey || event.metaKey) {
        event.preventDefault();
        const share = Math.max(0, Math.min(1, (event.clientX - left) / width));
        onView(zoom(view, event.deltaY > 0 ? 1.25 : 0.8, view.start + share * (view.end - view.start), duration));
      }
    };
    // Not React's own handler: only one that is not passive may keep the browser from zooming the page.
    element?.addEventListener('wheel', turn, { passive: false });
    return () => element?.removeEventListener('wheel', turn);
  }, [scroller, ruler, view, duration, onView]);
}
