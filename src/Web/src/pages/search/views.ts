import type { View, ViewContent } from '../../api/views';
import { writeSearch } from '../../shell/address';
import { readColumns, writeColumns } from './columns';

/** What a view shows; the usual columns where it names none. */
export function contentOf(view: View): ViewContent {
  return { query: view.query, columns: readColumns(view.columns?.join(',')) };
}

/** True when the page shows what the view does. */
export function isShown(view: View, shown: ViewContent): boolean {
  const { query, columns } = contentOf(view);
  return query === shown.query && columns.join(',') === shown.columns.join(',');
}

/** The address of the search page that shows what the view does, for whoever gets the link; the range is the reader's own. */
export function linkTo(view: View, origin: string): string {
  const { query, columns } = contentOf(view);
  return `${origin}/${writeSearch({ query, columns: writeColumns(columns) })}`;
}
