/** The part of the address that goes along from page to page. */
export interface RangeSearch {
  from?: string;
  to?: string;
  zone?: string;
}

export function readRangeSearch(search: Record<string, unknown>): RangeSearch {
  return { ...textOf(search, 'from'), ...textOf(search, 'to'), ...textOf(search, 'zone') };
}

/** The parameter if it is there and is not empty. */
export function textOf<N extends string>(search: Record<string, unknown>, name: N): { [K in N]?: string } {
  const value = search[name];
  return (typeof value === 'string' && value !== '' ? { [name]: value } : {}) as { [K in N]?: string };
}
