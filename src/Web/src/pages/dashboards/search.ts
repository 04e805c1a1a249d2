import { textOf } from '../../shell/rangeSearch';

/** The state of a dashboard's page as the address has it: `var-NAME` is the value of a variable. */
export interface DashboardSearch {
  /** How often it asks anew; `off` where the dashboard says otherwise. */
  refresh?: string;
  [variable: `var-${string}`]: string;
}

export function readDashboardSearch(search: Record<string, unknown>): DashboardSearch {
  const variables = Object.entries(search).filter(
    ([name, value]) => name.startsWith('var-') && typeof value === 'string',
  );
  return { ...textOf(search, 'refresh'), ...Object.fromEntries(variables) };
}

/** The values of variables by their names. */
export function chosenIn(search: DashboardSearch): Record<string, string> {
  return Object.fromEntries(
    Object.entries(search).flatMap(([name, value]: [string, string | undefined]) =>
      name.startsWith('var-') && value !== undefined ? [[name.slice('var-'.length), value]] : [],
    ),
  );
}
