/** How an answer can be drawn, as documents name it. */
export const chartKinds = ['line', 'bar', 'area', 'heatmap', 'table', 'value'] as const;

export type ChartKind = (typeof chartKinds)[number];

export const chartNames: Record<ChartKind, string> = {
  line: 'Lines',
  bar: 'Bars',
  area: 'Areas',
  heatmap: 'Heat map',
  table: 'Table',
  value: 'One number',
};
