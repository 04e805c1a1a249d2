/** The state of the page of services as the address has it. */
export interface ServicesSearch {
  show?: 'map';
}

export function readServicesSearch(search: Record<string, unknown>): ServicesSearch {
  return search.show === 'map' ? { show: 'map' } : {};
}
