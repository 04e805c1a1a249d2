export const defaultColumns = ['timestamp', 'severity', 'service', 'body'];

const widths: Record<string, string> = {
  timestamp: '12.5rem',
  observed_timestamp: '12.5rem',
  severity: '4.2rem',
  service: '8rem',
  duration_ms: '6rem',
  'http.response.status_code': '6rem',
  trace_id: '17rem',
  body: 'minmax(20rem, 1fr)',
};

/** The columns of an address, or the usual ones when it names none. */
export function readColumns(text: string | undefined): string[] {
  const names = (text ?? '').split(',').filter((name, i, all) => name !== '' && all.indexOf(name) === i);
  return names.length > 0 ? names : defaultColumns;
}

/** What stands in the address: nothing for the usual columns. */
export function writeColumns(columns: readonly string[]): string | undefined {
  const text = columns.join(',');
  return text === defaultColumns.join(',') || text === '' ? undefined : text;
}

/** The widths of the columns for a CSS grid. The body takes what is left; without it the last column does. */
export function gridOf(columns: readonly string[]): string {
  const hasBody = columns.includes('body');
  return columns
    .map((name, i) => (!hasBody && i === columns.length - 1 ? 'minmax(10rem, 1fr)' : (widths[name] ?? '10rem')))
    .join(' ');
}

/** The list with a member moved one place up (-1) or down (1). */
export function moved(columns: readonly string[], name: string, step: -1 | 1): string[] {
  const at = columns.indexOf(name);
  const other = columns[at + step];
  return at < 0 || other === undefined
    ? [...columns]
    : columns.map((each, i) => (i === at ? other : i === at + step ? name : each));
}
