import { lazy, Suspense } from 'react';
import type { TimeChartProps } from './TimeChart';

// The library that draws it is only fetched when there is something to draw.
const TimeChart = lazy(async () => ({ default: (await import('./TimeChart')).TimeChart }));

/** Numbers over time. Its place stays empty for the moment in which the drawing is fetched. */
export function TimePlot(props: TimeChartProps) {
  return (
    <Suspense fallback={null}>
      <TimeChart {...props} />
    </Suspense>
  );
}
