import { textOf } from '../../shell/rangeSearch';

/** The state of the list of traces as the address has it. */
export interface TracesSearch {
  service?: string;
  operation?: string;
  /** As the API writes durations. */
  min?: string;
  errors?: 'true';
  sort?: 'slowest';
}

export function readTracesSearch(search: Record<string, unknown>): TracesSearch {
  return {
    ...textOf(search, 'service'),
    ...textOf(search, 'operation'),
    ...textOf(search, 'min'),
    ...(search.errors === 'true' ? { errors: 'true' as const } : {}),
    ...(search.sort === 'slowest' ? { sort: 'slowest' as const } : {}),
  };
}

/** The state of one trace's page as the address has it. */
export interface TraceSearch {
  /** The span whose details are open. */
  span?: string;
  show?: 'logs';
}

export function readTraceSearch(search: Record<string, unknown>): TraceSearch {
  return { ...textOf(search, 'span'), ...(search.show === 'logs' ? { show: 'logs' as const } : {}) };
}
