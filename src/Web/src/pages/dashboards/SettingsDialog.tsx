import { Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import type { DashboardContent, Variable } from '../../api/dashboards';
import { Button, IconButton } from '../../ui/Button';
import { Dialog } from '../../ui/Dialog';
import styles from './PanelDialog.module.css';
import { refreshIntervals } from './useAutoRefresh';

interface Props {
  content: DashboardContent;
  onClose: () => void;
  onDone: (content: DashboardContent) => void;
}

/** What belongs to the whole dashboard: its name, its variables, how often it asks again. */
export function SettingsDialog({ content, onClose, onDone }: Props) {
  const [draft, setDraft] = useState(content);
  const setVariable = (at: number, variable: Variable) =>
    setDraft({ ...draft, variables: draft.variables.map((each, i) => (i === at ? variable : each)) });

  return (
    <Dialog title="Dashboard" onClose={onClose}>
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          onDone(draft);
        }}
      >
        <label>
          Name
          <input
            required
            maxLength={200}
            value={draft.name}
            onChange={(event) => setDraft({ ...draft, name: event.target.value })}
          />
        </label>
        <label>
          What it shows
          <input
            maxLength={2000}
            value={draft.description ?? ''}
            onChange={(event) => setDraft({ ...draft, description: event.target.value })}
          />
        </label>
        <label>
          Asks again
          <select
            value={draft.refresh ?? ''}
            onChange={(event) => setDraft({ ...draft, refresh: event.target.value || undefined })}
          >
            <option value="">only when told to</option>
            {refreshIntervals.map((interval) => (
              <option key={interval} value={interval}>
                every {interval}
              </option>
            ))}
          </select>
        </label>
        <h3>Variables</h3>
        <p className={styles.hint}>
          What readers choose. A query has it as <code>$name</code>, as in <code>service:$service</code>.
        </p>
        {draft.variables.map((variable, i) => (
          <div key={i} className={styles.variable}>
            <label>
              Name
              <input
                required
                pattern="[A-Za-z][A-Za-z0-9_]*"
                value={variable.name}
                onChange={(event) => setVariable(i, { ...variable, name: event.target.value })}
              />
            </label>
            <label>
              Field
              <input
                required
                value={variable.field}
                onChange={(event) => setVariable(i, { ...variable, field: event.target.value })}
              />
            </label>
            <label>
              At first
              <input
                placeholder="everything"
                value={variable.default ?? ''}
                onChange={(event) => setVariable(i, { ...variable, default: event.target.value || undefined })}
              />
            </label>
            <IconButton
              name={`Remove the variable ${variable.name}`}
              onClick={() => setDraft({ ...draft, variables: draft.variables.filter((_, at) => at !== i) })}
            >
              <Trash2 size={14} />
            </IconButton>
          </div>
        ))}
        <footer className={styles.buttons}>
          <Button
            onClick={() =>
              setDraft({ ...draft, variables: [...draft.variables, { name: 'service', field: 'service' }] })
            }
          >
            <Plus size={14} aria-hidden />
            Add a variable
          </Button>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="primary">
            Done
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}
