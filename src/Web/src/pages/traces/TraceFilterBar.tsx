import { useId, useState } from 'react';
import { Button } from '../../ui/Button';
import type { TracesSearch } from './search';
import styles from './TraceFilterBar.module.css';

interface Props {
  search: TracesSearch;
  /** What the fields offer: they take every other text too. */
  services: readonly string[];
  operations: readonly string[];
  onChange: (search: TracesSearch) => void;
}

/** Which traces are looked for. */
export function TraceFilterBar({ search, services, operations, onChange }: Props) {
  const durationId = useId();
  return (
    <form className={styles.bar} role="search" aria-label="Traces" onSubmit={(event) => event.preventDefault()}>
      <TextField
        key={`service ${search.service}`}
        label="Service"
        value={search.service}
        offers={services}
        onChange={(service) => onChange(without({ ...search, service }))}
      />
      <TextField
        key={`operation ${search.operation}`}
        label="Operation"
        value={search.operation}
        offers={operations}
        onChange={(operation) => onChange(without({ ...search, operation }))}
      />
      <TextField
        key={`min ${search.min}`}
        label="Took at least"
        value={search.min}
        offers={['100ms', '500ms', '1s', '5s', '30s']}
        describedBy={durationId}
        isValid={(text) => /^(\d+(\.\d+)?(ns|us|µs|ms|s|m|h))+$/.test(text)}
        onChange={(min) => onChange(without({ ...search, min }))}
      />
      <span id={durationId} className="for-screen-readers">
        A duration such as 250ms, 2s or 1m30s.
      </span>
      <label className={styles.check}>
        <input
          type="checkbox"
          checked={search.errors === 'true'}
          onChange={(event) => onChange(without({ ...search, errors: event.target.checked ? 'true' : undefined }))}
        />
        Errors only
      </label>
      <span className={styles.sort} role="group" aria-label="Order">
        <Button
          aria-pressed={search.sort === undefined}
          onClick={() => onChange(without({ ...search, sort: undefined }))}
        >
          Newest
        </Button>
        <Button
          aria-pressed={search.sort === 'slowest'}
          title="By how long the whole trace took"
          onClick={() => onChange({ ...search, sort: 'slowest' })}
        >
          Slowest
        </Button>
      </span>
    </form>
  );
}

interface FieldProps {
  label: string;
  value: string | undefined;
  offers: readonly string[];
  describedBy?: string;
  isValid?: (text: string) => boolean;
  onChange: (value: string | undefined) => void;
}

/** Asks again when the field is left or Enter is pressed, not with each letter. */
function TextField({ label, value, offers, describedBy, isValid = () => true, onChange }: FieldProps) {
  const [draft, setDraft] = useState(value ?? '');
  const id = useId();
  const text = draft.trim();
  const isWrong = text !== '' && !isValid(text);
  const settle = () => {
    if (text !== (value ?? '') && !isWrong) {
      onChange(text === '' ? undefined : text);
    }
  };
  return (
    <label className={styles.field}>
      <span>{label}</span>
      <input
        value={draft}
        list={id}
        spellCheck={false}
        autoComplete="off"
        placeholder="any"
        aria-invalid={isWrong}
        aria-describedby={describedBy}
        onChange={(event) => setDraft(event.target.value)}
        onBlur={settle}
        onKeyDown={(event) => {
          if (event.key === 'Enter') {
            settle();
          }
        }}
      />
      <datalist id={id}>
        {offers.map((offer) => (
          <option key={offer} value={offer} />
        ))}
      </datalist>
    </label>
  );
}

type Loose = { [K in keyof TracesSearch]: TracesSearch[K] | undefined };

function without(search: Loose): TracesSearch {
  return Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined));
}
