import { lazy, Suspense, useMemo, useState } from 'react';
import type { Answer } from '../../api/answer';
import type { Selection } from '../../api/logs';
import { chartKinds, chartNames, type ChartKind } from '../../charts/chartKinds';
import type { Zone } from '../../time/zone';
import { Button } from '../../ui/Button';
import styles from './Outcome.module.css';
import type { Results } from './useResults';

// Who only looks for records never needs what draws.
const Chart = lazy(async () => ({ default: (await import('../../charts/Chart')).Chart }));
const AddToDashboard = lazy(async () => ({ default: (await import('../dashboards/AddToDashboard')).AddToDashboard }));

interface Props {
  results: Results;
  selection: Selection;
  zone: Zone;
  onZoom: (from: string, to: string) => void;
}

/** What `| stats`, `| timeseries`, `| top` and their like answer: a table, and a chart of the kind that was chosen. */
export function Outcome({ results, selection, zone, onZoom }: Props) {
  const { kind, columns, cells } = results;
  const [chosen, setChosen] = useState<ChartKind>();
  const [isAdding, setAdding] = useState(false);
  const shown = chosen ?? (kind === 'timeseries' ? 'line' : 'table');
  const answer = useMemo<Answer>(
    () => ({ kind, columns: [...columns], rows: [...cells], from: selection.from, to: selection.to }),
    [kind, columns, cells, selection],
  );
  const rest = { answer, zone, unit: '', label: 'Result' } as const;

  return (
    <div className={styles.outcome}>
      <div role="group" aria-label="Show the result as" className={styles.kinds}>
        {chartKinds.map((each) => (
          <Button key={each} look="quiet" aria-pressed={each === shown} onClick={() => setChosen(each)}>
            {chartNames[each]}
          </Button>
        ))}
        <Button className={styles.add} onClick={() => setAdding(true)}>
          Add to a dashboard
        </Button>
      </div>
      {isAdding && (
        <Suspense fallback={null}>
          <AddToDashboard query={selection.query} chart={shown} onClose={() => setAdding(false)} />
        </Suspense>
      )}
      <Suspense fallback={null}>
        {shown !== 'table' && (
          <div className={styles.chart}>
            <Chart
              kind={shown}
              {...rest}
              label={`Result: ${chartNames[shown]}`}
              onZoom={(from, to) => onZoom(new Date(from).toISOString(), new Date(to).toISOString())}
            />
          </div>
        )}
        <div className={styles.table}>
          <Chart kind="table" {...rest} />
        </div>
      </Suspense>
    </div>
  );
}
