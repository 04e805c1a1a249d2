import { useQuery } from '@tanstack/react-query';
import { useId, useState } from 'react';
import type { Variable } from '../../api/dashboards';
import { facetsOf } from '../../api/logs';
import { useRange } from '../../time/useRange';
import styles from './VariableBar.module.css';

interface Props {
  variables: readonly Variable[];
  chosen: Readonly<Record<string, string>>;
  onChoose: (name: string, value: string) => void;
}

/** What the reader of a dashboard chooses. */
export function VariableBar({ variables, chosen, onChoose }: Props) {
  return (
    variables.length > 0 && (
      <div className={styles.bar} role="group" aria-label="Variables">
        {variables.map((variable) => {
          const value = chosen[variable.name] ?? variable.default ?? '';
          return (
            <VariableField
              // Anew when it changes elsewhere, by a link or the way back.
              key={`${variable.name} ${variable.field} ${value}`}
              variable={variable}
              value={value}
              onChoose={(next) => onChoose(variable.name, next === '' ? '*' : next)}
            />
          );
        })}
      </div>
    )
  );
}

interface FieldProps {
  variable: Variable;
  value: string;
  onChoose: (value: string) => void;
}

function VariableField({ variable, value, onChoose }: FieldProps) {
  const { fixed } = useRange();
  const id = useId();
  const shown = value === '*' ? '' : value;
  const [draft, setDraft] = useState(shown);
  const [isAsked, setAsked] = useState(false);
  const values = useQuery({
    queryKey: ['values', variable.field, fixed],
    queryFn: ({ signal }) => facetsOf({ query: '', ...fixed }, [variable.field], signal),
    // What nobody opens is not counted.
    enabled: isAsked,
  });
  const offers = values.data?.fields[0]?.values;
  const settle = (text: string) => {
    if (text.trim() !== shown) {
      onChoose(text.trim());
    }
  };

  return (
    <label className={styles.field}>
      <span>{variable.name}</span>
      <input
        type="search"
        value={draft}
        list={id}
        placeholder="everything"
        title="One value, or several with commas"
        spellCheck={false}
        autoComplete="off"
        onFocus={() => setAsked(true)}
        onChange={(event) => {
          setDraft(event.target.value);
          // A choice from the list, or its removal, needs no Enter.
          if (event.target.value === '' || offers?.some((each) => each.value === event.target.value) === true) {
            settle(event.target.value);
          }
        }}
        onBlur={() => settle(draft)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') {
            settle(draft);
          }
        }}
      />
      <datalist id={id}>
        {offers?.map((each) => (
          <option key={each.value} value={each.value}>
            {each.count.toLocaleString('en')}
          </option>
        ))}
      </datalist>
    </label>
  );
}
