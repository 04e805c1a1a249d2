import { useMemo } from 'react';
import type { Answer } from '../api/answer';
import type { Zone } from '../time/zone';
import { AnswerTable } from './AnswerTable';
import { ChartNote } from './ChartNote';
import type { ChartKind } from './chartKinds';
import { heatOf } from './heat';
import { HeatMap } from './HeatMap';
import { numberOf, seriesOf } from './series';
import { SingleValue } from './SingleValue';
import { TimePlot } from './TimePlot';
import type { Unit } from './units';

interface Props {
  kind: ChartKind;
  answer: Answer;
  unit: Unit;
  zone: Zone;
  /** What the chart shows, for those who do not see it. */
  label: string;
  onZoom?: ((from: number, to: number) => void) | undefined;
}

/** An answer as a chart of the kind that was chosen; where the answer does not fit the kind, it says what would. */
export function Chart({ kind, answer, unit, zone, label, onZoom }: Props) {
  const series = useMemo(() => (kind === 'table' || kind === 'heatmap' ? undefined : seriesOf(answer)), [kind, answer]);
  const grid = useMemo(() => (kind === 'heatmap' ? heatOf(answer) : undefined), [kind, answer]);
  const range = { from: Date.parse(answer.from), to: Date.parse(answer.to) };

  if (answer.columns.length === 0) {
    return <ChartNote>A chart needs numbers: end the query with | timeseries, | stats or | top.</ChartNote>;
  }

  if (answer.rows.length === 0) {
    return <ChartNote>Nothing in this range.</ChartNote>;
  }

  switch (kind) {
    case 'table':
      return <AnswerTable answer={answer} unit={unit} zone={zone} label={label} />;
    case 'value': {
      const values = series?.series[0]?.values;
      return (
        <SingleValue
          value={values?.findLast((each) => each !== null) ?? firstNumber(answer)}
          unit={unit}
          label={label}
          {...(values === undefined ? {} : { values })}
        />
      );
    }
    case 'heatmap':
      return grid === undefined ? (
        <ChartNote>A heat map needs times and bands, as in | stats count() by bin(1m), bin(duration_ms, 50).</ChartNote>
      ) : (
        <HeatMap grid={grid} unit={unit} zone={zone} label={label} onZoom={onZoom} {...range} />
      );
    default:
      return series === undefined ? (
        <AnswerTable answer={answer} unit={unit} zone={zone} label={label} />
      ) : (
        <TimePlot kind={kind} data={series} unit={unit} zone={zone} label={label} onZoom={onZoom} {...range} />
      );
  }
}

function firstNumber(answer: Answer): number | null {
  const column = answer.columns.findIndex(({ type }) => type === 'number');
  return numberOf(answer.rows[0]?.[column]);
}
