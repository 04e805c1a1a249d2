import { textOf } from '../../shell/rangeSearch';

/** The state of the search page as the address has it. */
export interface SearchState {
  query?: string;
  /** The columns of the table, in their order, parted by commas. */
  columns?: string;
  /** The record whose details are open. */
  record?: string;
}

export function readSearchState(search: Record<string, unknown>): SearchState {
  return { ...textOf(search, 'query'), ...textOf(search, 'columns'), ...textOf(search, 'record') };
}
