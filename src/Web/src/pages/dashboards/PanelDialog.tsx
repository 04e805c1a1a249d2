import { useState } from 'react';
import type { Panel, Variable } from '../../api/dashboards';
import { chartKinds, chartNames, type ChartKind } from '../../charts/chartKinds';
import { QueryChart } from '../../charts/QueryChart';
import { unitOf, units } from '../../charts/units';
import { Button } from '../../ui/Button';
import { Dialog } from '../../ui/Dialog';
import styles from './PanelDialog.module.css';
import { unitNames } from './unitNames';
import { fill } from './variables';

interface Props {
  panel: Panel;
  variables: readonly Variable[];
  chosen: Readonly<Record<string, string>>;
  onClose: () => void;
  onDone: (panel: Panel) => void;
}

/** What a panel asks and how it draws the answer, with a look at it. */
export function PanelDialog({ panel, variables, chosen, onClose, onDone }: Props) {
  const [draft, setDraft] = useState(panel);
  // Asked only when the user stops writing: half a query is none.
  const [asked, setAsked] = useState(panel.query);
  return (
    <Dialog title="Panel" onClose={onClose}>
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          onDone({ ...draft, title: draft.title.trim() });
        }}
      >
        <label>
          Title
          <input
            required
            maxLength={200}
            value={draft.title}
            onChange={(event) => setDraft({ ...draft, title: event.target.value })}
          />
        </label>
        <label>
          Query
          <textarea
            rows={3}
            spellCheck={false}
            value={draft.query}
            onChange={(event) => setDraft({ ...draft, query: event.target.value })}
            onBlur={() => setAsked(draft.query)}
            onKeyDown={(event) => {
              if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
                event.preventDefault();
                setAsked(draft.query);
              }
            }}
          />
        </label>
        <p className={styles.hint}>
          End it with <code>| timeseries count() by severity</code>, <code>| stats p95(duration_ms) by service</code> or{' '}
          <code>| top 10 http.route</code>.
          {variables.length > 0 && <> Variables: {variables.map((variable) => `$${variable.name}`).join(', ')}.</>}
        </p>
        <div className={styles.line}>
          <label>
            Drawn as
            <select
              value={draft.chart}
              onChange={(event) => setDraft({ ...draft, chart: event.target.value as ChartKind })}
            >
              {chartKinds.map((kind) => (
                <option key={kind} value={kind}>
                  {chartNames[kind]}
                </option>
              ))}
            </select>
          </label>
          <label>
            Numbers are
            <select
              value={unitOf(draft.unit)}
              onChange={(event) => setDraft({ ...draft, unit: event.target.value || undefined })}
            >
              {units.map((unit) => (
                <option key={unit} value={unit}>
                  {unitNames[unit]}
                </option>
              ))}
            </select>
          </label>
        </div>
        <div className={styles.preview}>
          <QueryChart
            query={fill(asked, variables, chosen)}
            kind={draft.chart}
            unit={unitOf(draft.unit)}
            label={draft.title}
          />
        </div>
        <footer className={styles.buttons}>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="primary">
            Done
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}
