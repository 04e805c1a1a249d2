import { Columns3, Copy, Minus, Plus } from 'lucide-react';
import type { LogRecord } from '../../api/records';
import { quote } from '../../query/edit';
import { IconButton } from '../../ui/Button';
import { copy } from '../../ui/copy';
import { fieldsOfRecord, textOfValue } from './fields';
import styles from './RecordFields.module.css';
import type { RecordActions } from './RecordPanel';

interface Props {
  record: LogRecord;
  columns: readonly string[];
  actions: RecordActions;
}

const homes = { record: 'Record', attribute: 'Attributes', resource: 'Resource' };

/** The fields of a record, each with what can be done with its value. */
export function RecordFields({ record, columns, actions }: Props) {
  const groups = Map.groupBy(fieldsOfRecord(record), (field) => field.home);
  return [...groups].map(([home, fields]) => (
    <section key={home} className={styles.group}>
      <h3>{homes[home]}</h3>
      <dl>
        {fields.map(({ name, value }) => {
          const text = textOfValue(value);
          return (
            <div key={name} className={styles.field}>
              <dt>{name}</dt>
              <dd>
                <span className={styles.value}>{text}</span>
                <span className={styles.actions}>
                  <IconButton
                    name={`Only ${name}:${quote(text)}`}
                    onClick={() => actions.onWish(name, text, 'include')}
                  >
                    <Plus size={13} />
                  </IconButton>
                  <IconButton name={`Not ${name}:${quote(text)}`} onClick={() => actions.onWish(name, text, 'exclude')}>
                    <Minus size={13} />
                  </IconButton>
                  <IconButton
                    name={columns.includes(name) ? `No column ${name}` : `Column ${name}`}
                    aria-pressed={columns.includes(name)}
                    onClick={() => actions.onColumn(name)}
                  >
                    <Columns3 size={13} />
                  </IconButton>
                  <IconButton name={`Copy ${name}`} onClick={() => void copy(text, name)}>
                    <Copy size={13} />
                  </IconButton>
                </span>
              </dd>
            </div>
          );
        })}
      </dl>
    </section>
  ));
}
