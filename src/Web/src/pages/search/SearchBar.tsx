import { History, Play } from 'lucide-react';
import type { Ref } from 'react';
import { ApiProblem, type Diagnostic } from '../../api/problem';
import { readHistory } from '../../query/history';
import { QueryEditor, type QueryEditorHandle } from '../../query/QueryEditor';
import type { Range } from '../../time/range';
import { Button } from '../../ui/Button';
import { Menu } from '../../ui/Menu';
import styles from './SearchBar.module.css';

interface Props {
  draft: string;
  range: Range;
  error: unknown;
  isRunning: boolean;
  onDraft: (query: string) => void;
  onRun: (query: string) => void;
  onStop: () => void;
  ref: Ref<QueryEditorHandle>;
}

const none: readonly Diagnostic[] = [];

/** The field for the query with what is wrong with it. */
export function SearchBar({ draft, range, error, isRunning, onDraft, onRun, onStop, ref }: Props) {
  const diagnostics = error instanceof ApiProblem ? error.diagnostics : none;
  const earlier = readHistory();
  return (
    <div className={styles.search} role="search">
      <div className={styles.field}>
        <QueryEditor ref={ref} value={draft} range={range} diagnostics={diagnostics} onChange={onDraft} onRun={onRun} />
        {earlier.length > 0 && (
          <Menu
            label={<History size={15} />}
            name="Earlier queries"
            align="end"
            items={earlier.slice(0, 20).map((query) => ({ title: <code>{query}</code>, run: () => onRun(query) }))}
          />
        )}
        {isRunning ? (
          <Button onClick={onStop}>Stop</Button>
        ) : (
          <Button look="primary" onClick={() => onRun(draft)}>
            <Play size={13} aria-hidden /> Run
          </Button>
        )}
      </div>
      {diagnostics.length > 0 && (
        <ul className={styles.wrong} role="alert">
          {diagnostics.map((diagnostic, i) => (
            <li key={i} className={diagnostic.hint ? styles.hint : undefined}>
              {diagnostic.message}
              {typeof diagnostic.suggestion === 'string' && (
                <Button look="quiet" onClick={() => onRun(mended(draft, diagnostic))}>
                  Use <code>{diagnostic.suggestion}</code>
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function mended(query: string, { position, length, suggestion }: Diagnostic): string {
  return query.slice(0, position) + (suggestion ?? '') + query.slice(position + length);
}
