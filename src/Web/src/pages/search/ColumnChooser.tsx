import { useQuery } from '@tanstack/react-query';
import { ArrowDown, ArrowUp, Columns3, X } from 'lucide-react';
import { useState } from 'react';
import { fieldsOf, type Selection } from '../../api/logs';
import { Button, IconButton } from '../../ui/Button';
import { Popover } from '../../ui/Popover';
import styles from './ColumnChooser.module.css';
import { defaultColumns, moved } from './columns';

interface Props {
  columns: readonly string[];
  selection: Selection;
  onChange: (columns: string[]) => void;
}

/** Chooses the columns of the table and their order. */
export function ColumnChooser(props: Props) {
  return (
    <Popover
      align="end"
      label={
        <>
          <Columns3 size={14} aria-hidden /> Columns
        </>
      }
    >
      {() => <Chooser {...props} />}
    </Popover>
  );
}

function Chooser({ columns, selection, onChange }: Props) {
  const [text, setText] = useState('');
  const known = useQuery({
    queryKey: ['fields', selection],
    queryFn: ({ signal }) => fieldsOf(selection, signal),
  });
  const others = [...defaultColumns, ...(known.data ?? []).map((field) => field.name)].filter(
    (name, i, all) =>
      !columns.includes(name) && all.indexOf(name) === i && name.toLowerCase().includes(text.toLowerCase()),
  );

  return (
    <div className={styles.chooser}>
      <h3>Shown</h3>
      <ul aria-label="Columns shown">
        {columns.map((name, i) => (
          <li key={name}>
            <span>{name}</span>
            <IconButton
              name={`${name} further left`}
              disabled={i === 0}
              onClick={() => onChange(moved(columns, name, -1))}
            >
              <ArrowUp size={13} />
            </IconButton>
            <IconButton
              name={`${name} further right`}
              disabled={i === columns.length - 1}
              onClick={() => onChange(moved(columns, name, 1))}
            >
              <ArrowDown size={13} />
            </IconButton>
            <IconButton
              name={`Hide ${name}`}
              disabled={columns.length === 1}
              onClick={() => onChange(columns.filter((each) => each !== name))}
            >
              <X size={13} />
            </IconButton>
          </li>
        ))}
      </ul>
      <h3>More fields</h3>
      <input
        type="search"
        aria-label="Find a field"
        placeholder="Find a field"
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      {known.isError && <p role="alert">{known.error.message}</p>}
      <ul aria-label="More fields" className={styles.others}>
        {others.map((name) => (
          <li key={name}>
            <Button look="quiet" onClick={() => onChange([...columns, name])}>
              {name}
            </Button>
          </li>
        ))}
      </ul>
      <Button onClick={() => onChange(defaultColumns)}>The usual columns</Button>
    </div>
  );
}
