import { useEffect, useRef } from 'react';
import { useSize } from '../../charts/useSize';
import { isDark } from '../../shell/scheme';
import { useStore } from '../../shell/store';
import { colourOf } from '../../ui/colour';
import styles from './Minimap.module.css';
import type { TraceTree } from './tree';
import { useTimeDrag } from './useTimeDrag';
import type { View } from './view';

interface Props {
  tree: TraceTree;
  colours: ReadonlyMap<string, string>;
  view: View;
  onView: (view: View) => void;
}

/** The whole trace in small. What lies outside of the view is shaded; a drag chooses the view. */
export function Minimap({ tree, colours, view, onView }: Props) {
  const dark = useStore(isDark);
  const [box, size] = useSize<HTMLDivElement>();
  const canvas = useRef<HTMLCanvasElement>(null);
  const whole = { start: 0, end: Math.max(tree.duration, 0.001) };
  const drag = useTimeDrag(box, whole, tree.duration, onView);

  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (context === null || context === undefined || size.width === 0) {
      return;
    }

    const ratio = window.devicePixelRatio;
    context.canvas.width = size.width * ratio;
    context.canvas.height = size.height * ratio;
    context.scale(ratio, ratio);
    const lines = size.height / tree.nodes.length;
    const height = Math.max(1, Math.min(4, lines * 0.7));
    const width = size.width / (tree.duration || 1);
    const fills = new Map([...colours].map(([service, variable]) => [service, colourOf(variable)]));
    const bad = colourOf('--severity-error');
    for (const node of tree.nodes) {
      context.fillStyle = node.isError ? bad : (fills.get(node.span.service) ?? '');
      context.fillRect(node.start * width, node.index * lines, Math.max(1, (node.end - node.start) * width), height);
    }
  }, [tree, colours, size, dark]);

  const share = (time: number) => `${(100 * time) / whole.end}%`;
  const isWhole = view.end - view.start >= whole.end;
  return (
    <div ref={box} className={styles.map} {...drag.handlers} aria-hidden>
      <canvas ref={canvas} />
      {!isWhole && (
        <>
          <div className={styles.shade} style={{ left: 0, width: share(view.start) }} />
          <div className={styles.shade} style={{ left: share(view.end), right: 0 }} />
          <div className={styles.view} style={{ left: share(view.start), width: share(view.end - view.start) }} />
        </>
      )}
      {drag.selection !== undefined && (
        <div
          className={styles.drag}
          style={{
            left: `${drag.selection.from * 100}%`,
            width: `${(drag.selection.to - drag.selection.from) * 100}%`,
          }}
        />
      )}
    </div>
  );
}
