import { Link } from '@tanstack/react-router';
import { GripVertical, Pencil, ScrollText, Trash2 } from 'lucide-react';
import type { KeyboardEvent, PointerEvent } from 'react';
import type { Panel, Variable } from '../../api/dashboards';
import { QueryChart } from '../../charts/QueryChart';
import { unitOf } from '../../charts/units';
import { IconButton } from '../../ui/Button';
import styles from './PanelView.module.css';
import { useIsSeen } from './useIsSeen';
import { fill } from './variables';

interface Editing {
  onGrab: (event: PointerEvent) => void;
  onFollow: (event: PointerEvent) => void;
  onEnd: () => void;
  onKey: (event: KeyboardEvent) => void;
  onEdit: () => void;
  onRemove: () => void;
}

interface Props {
  panel: Panel;
  variables: readonly Variable[];
  chosen: Readonly<Record<string, string>>;
  editing: Editing | undefined;
}

/** One chart of a dashboard with its head. It asks nothing until it is scrolled to. */
export function PanelView({ panel, variables, chosen, editing }: Props) {
  const [box, isSeen] = useIsSeen<HTMLElement>();
  const query = fill(panel.query, variables, chosen);
  return (
    <section ref={box} className={styles.panel} aria-label={panel.title}>
      <header className={styles.head}>
        {editing !== undefined && (
          <button
            type="button"
            className={styles.grip}
            aria-label={`Move ${panel.title}: arrow keys move it, Shift and arrow keys change its size`}
            title="Drag to move. Arrow keys move too; with Shift they change the size."
            onPointerDown={editing.onGrab}
            onPointerMove={editing.onFollow}
            onPointerUp={editing.onEnd}
            onPointerCancel={editing.onEnd}
            onKeyDown={editing.onKey}
          >
            <GripVertical size={15} aria-hidden />
          </button>
        )}
        <h2 className={styles.title}>{panel.title}</h2>
        {editing === undefined ? (
          <Link
            to="/"
            search={{ query }}
            className={styles.open}
            aria-label={`Search: ${panel.title}`}
            title="Open in search"
          >
            <ScrollText size={14} aria-hidden />
          </Link>
        ) : (
          <>
            <IconButton name={`Edit ${panel.title}`} onClick={editing.onEdit}>
              <Pencil size={14} />
            </IconButton>
            <IconButton name={`Remove ${panel.title}`} onClick={editing.onRemove}>
              <Trash2 size={14} />
            </IconButton>
          </>
        )}
      </header>
      <div className={styles.chart}>
        {isSeen && <QueryChart query={query} kind={panel.chart} unit={unitOf(panel.unit)} label={panel.title} />}
      </div>
    </section>
  );
}
