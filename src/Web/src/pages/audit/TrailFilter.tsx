import { useState } from 'react';
import { Button } from '../../ui/Button';
import form from '../../ui/Form.module.css';
import type { TrailSearch } from './routes';
import styles from './TrailFilter.module.css';

interface Props {
  search: { [K in keyof TrailSearch]: string | undefined };
  onChange: (search: TrailSearch) => void;
}

const fields = [
  { name: 'q', title: 'Words', placeholder: 'anything: planned upgrade' },
  { name: 'actor', title: 'Who', placeholder: 'anyone' },
  { name: 'action', title: 'Did what', placeholder: 'anything, or access.key.' },
  { name: 'target', title: 'To what', placeholder: 'anything: an id' },
  { name: 'since', title: 'From', placeholder: 'the beginning, or now-7d' },
  { name: 'until', title: 'To', placeholder: 'now' },
] as const;

/** What is looked for in the trail. */
export function TrailFilter({ search, onChange }: Props) {
  const [draft, setDraft] = useState(search);
  const narrow = (wish: Props['search']) =>
    onChange(Object.fromEntries(Object.entries(wish).map(([name, value]) => [name, value?.trim() || undefined])));
  const isNarrowed = Object.values(search).some((value) => value !== undefined);

  return (
    <form
      role="search"
      className={`${form.form} ${form.line} ${styles.filter}`}
      onSubmit={(event) => {
        event.preventDefault();
        narrow(draft);
      }}
    >
      {fields.map(({ name, title, placeholder }) => (
        <label key={name}>
          {title}
          <input
            spellCheck={false}
            placeholder={placeholder}
            value={draft[name] ?? ''}
            onChange={(event) => setDraft({ ...draft, [name]: event.target.value })}
          />
        </label>
      ))}
      <label>
        Outcome
        <select value={search.outcome ?? ''} onChange={(event) => narrow({ ...draft, outcome: event.target.value })}>
          <option value="">any</option>
          <option>succeeded</option>
          <option>refused</option>
          <option>failed</option>
        </select>
      </label>
      <Button type="submit">Find</Button>
      {isNarrowed && (
        <Button
          look="quiet"
          onClick={() => narrow(Object.fromEntries(Object.keys(search).map((name) => [name, undefined])))}
        >
          All entries
        </Button>
      )}
    </form>
  );
}
