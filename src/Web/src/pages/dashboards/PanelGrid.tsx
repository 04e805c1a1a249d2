import { useRef, useState, type CSSProperties, type KeyboardEvent, type PointerEvent } from 'react';
import type { Panel, Variable } from '../../api/dashboards';
import { columns, move, type Place } from './grid';
import { PanelView } from './PanelView';
import styles from './PanelGrid.module.css';

interface Props {
  panels: readonly Panel[];
  variables: readonly Variable[];
  chosen: Readonly<Record<string, string>>;
  isEdited: boolean;
  onMove: (panels: Panel[]) => void;
  onEdit: (panel: Panel) => void;
  onRemove: (panel: Panel) => void;
}

interface Drag {
  id: string;
  what: 'place' | 'size';
  x: number;
  y: number;
  /** Where it lay when the drag began, and all the others with it. */
  from: Place;
  panels: readonly Panel[];
}

// As in the style sheet.
const rowHeight = 36;
const gap = 10;

/** The panels where they lie. In editing, each can be taken by its head and by its corner, or moved by the arrow keys. */
export function PanelGrid({ panels, variables, chosen, isEdited, onMove, onEdit, onRemove }: Props) {
  const grid = useRef<HTMLDivElement>(null);
  const drag = useRef<Drag>(undefined);
  const [held, setHeld] = useState<string>();

  function begin(event: PointerEvent, panel: Panel, what: Drag['what']): void {
    if (event.button === 0) {
      event.currentTarget.setPointerCapture(event.pointerId);
      drag.current = { id: panel.id, what, x: event.clientX, y: event.clientY, from: panel, panels };
      setHeld(panel.id);
    }
  }

  function follow(event: PointerEvent): void {
    const { current } = drag;
    const width = grid.current?.clientWidth ?? 0;
    if (current === undefined || width === 0) {
      return;
    }

    const right = Math.round((event.clientX - current.x) / ((width + gap) / columns));
    const down = Math.round((event.clientY - current.y) / (rowHeight + gap));
    const { from } = current;
    // From where everything lay at the beginning, so that what made way comes back.
    onMove(
      move(
        current.panels,
        current.id,
        current.what === 'place' ? { x: from.x + right, y: from.y + down } : { w: from.w + right, h: from.h + down },
      ),
    );
  }

  function end(): void {
    drag.current = undefined;
    setHeld(undefined);
  }

  function onKey(event: KeyboardEvent, panel: Panel): void {
    const steps: Record<string, readonly [number, number]> = {
      ArrowLeft: [-1, 0],
      ArrowRight: [1, 0],
      ArrowUp: [0, -1],
      ArrowDown: [0, 1],
    };
    const step = steps[event.key];
    if (step !== undefined) {
      event.preventDefault();
      const [x, y] = step;
      // Up and down go past the neighbour: a single row would fall back to where it was.
      const rows = y * Math.max(1, Math.ceil(panel.h / 2));
      onMove(
        move(
          panels,
          panel.id,
          event.shiftKey ? { w: panel.w + x, h: panel.h + y } : { x: panel.x + x, y: panel.y + rows },
        ),
      );
    }
  }

  const sorted = panels.toSorted((a, b) => a.id.localeCompare(b.id));
  return (
    <div ref={grid} className={styles.grid}>
      {/* In editing they keep their order in the document, or moving one would take the focus from it. */}
      {(isEdited ? sorted : panels.toSorted((a, b) => a.y - b.y || a.x - b.x)).map((panel) => (
        <div
          key={panel.id}
          className={`${styles.place} ${held === panel.id ? styles.held : ''}`}
          style={{ '--x': panel.x + 1, '--y': panel.y + 1, '--w': panel.w, '--h': panel.h } as CSSProperties}
        >
          <PanelView
            panel={panel}
            variables={variables}
            chosen={chosen}
            editing={
              isEdited
                ? {
                    onGrab: (event) => begin(event, panel, 'place'),
                    onFollow: follow,
                    onEnd: end,
                    onKey: (event) => onKey(event, panel),
                    onEdit: () => onEdit(panel),
                    onRemove: () => onRemove(panel),
                  }
                : undefined
            }
          />
          {isEdited && (
            <div
              className={styles.corner}
              aria-hidden
              onPointerDown={(event) => begin(event, panel, 'size')}
              onPointerMove={follow}
              onPointerUp={end}
              onPointerCancel={end}
            />
          )}
        </div>
      ))}
    </div>
  );
}
