import { Plus, Trash2 } from 'lucide-react';
import type { RowRule } from '../../api/roles';
import { Button, IconButton } from '../../ui/Button';
import form from '../../ui/Form.module.css';
import { leastSeverities } from './scope';
import styles from './RowRules.module.css';

interface Props {
  rules: readonly RowRule[];
  onChange: (rules: RowRule[]) => void;
}

/** Which rows are seen: those that meet all parts of one rule. */
export function RowRules({ rules, onChange }: Props) {
  const set = (at: number, rule: RowRule) => onChange(rules.map((each, i) => (i === at ? rule : each)));
  return (
    <section className={styles.rules} aria-label="Rows">
      <h2>Rows</h2>
      <p className={form.hint}>
        {rules.length === 0
          ? 'Every row is seen. A rule narrows that.'
          : 'A row is seen that meets all of one rule. Names of services may have * for any characters.'}
      </p>
      {rules.map((rule, i) => (
        <div key={i} className={form.line}>
          <Names
            title="Services"
            placeholder="every service, or checkout, pay*"
            names={rule.services ?? []}
            onChange={(services) => set(i, { ...rule, services })}
          />
          <Names
            title="Streams"
            placeholder="every stream"
            names={rule.streams ?? []}
            onChange={(streams) => set(i, { ...rule, streams })}
          />
          <label>
            Severity
            <select
              value={rule.least_severity ?? 0}
              onChange={(event) => set(i, { ...rule, least_severity: Number(event.target.value) })}
            >
              <option value={0}>any</option>
              {leastSeverities.map(({ severity, number }) => (
                <option key={severity} value={number}>
                  from {severity} on
                </option>
              ))}
            </select>
          </label>
          <IconButton name={`Remove rule ${i + 1}`} onClick={() => onChange(rules.filter((_, at) => at !== i))}>
            <Trash2 size={14} />
          </IconButton>
        </div>
      ))}
      <div>
        <Button onClick={() => onChange([...rules, {}])}>
          <Plus size={14} aria-hidden />
          Add a rule
        </Button>
      </div>
    </section>
  );
}

interface NamesProps {
  title: string;
  placeholder: string;
  names: readonly string[];
  onChange: (names: string[]) => void;
}

/** Names parted by commas. What is typed stays as it is until the field is left. */
function Names({ title, placeholder, names, onChange }: NamesProps) {
  return (
    <label>
      {title}
      <input
        spellCheck={false}
        placeholder={placeholder}
        defaultValue={names.join(', ')}
        onChange={(event) => onChange(event.target.value.split(/[\s,]+/).filter((name) => name !== ''))}
      />
    </label>
  );
}
