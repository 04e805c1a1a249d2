import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { ask } from '../api/answer';
import { useRange } from '../time/useRange';
import { Button } from '../ui/Button';
import { Chart } from './Chart';
import type { ChartKind } from './chartKinds';
import { ChartNote } from './ChartNote';
import styles from './QueryChart.module.css';
import type { Unit } from './units';

interface Props {
  query: string;
  kind: ChartKind;
  unit: Unit;
  /** What the chart shows, for those who do not see it. */
  label: string;
}

/** Asks a query over the range of the page and draws its answer. */
export function QueryChart({ query, kind, unit, label }: Props) {
  const { fixed, zone, setRange } = useRange();
  const [asTable, setAsTable] = useState(false);
  const answer = useQuery({
    queryKey: ['answer', query, fixed],
    queryFn: ({ signal }) => ask({ query, ...fixed }, signal),
    // While the next one comes the old one stays, so that a dashboard does not flicker when it asks again.
    placeholderData: keepPreviousData,
  });

  if (answer.isError) {
    return (
      <ChartNote kind="failed">
        {answer.error.message}
        <span>
          <Button onClick={() => void answer.refetch()}>Try again</Button>
        </span>
      </ChartNote>
    );
  }

  if (answer.data === undefined) {
    return <ChartNote>Asking…</ChartNote>;
  }

  return (
    <div className={styles.frame} aria-busy={answer.isFetching}>
      <div className={styles.chart}>
        <Chart
          kind={asTable ? 'table' : kind}
          answer={answer.data}
          unit={unit}
          zone={zone}
          label={label}
          onZoom={(from, to) => setRange({ from: new Date(from).toISOString(), to: new Date(to).toISOString() })}
        />
      </div>
      {kind !== 'table' && kind !== 'value' && (
        <button type="button" className={styles.toggle} aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>
          {asTable ? 'Chart' : 'Numbers'}
        </button>
      )}
    </div>
  );
}
