import { createStore } from '../shell/store';

/** What is left out of the telemetry that the API answers to who asks. */
export interface Hidden {
  /** The names of fields that are not shown. */
  fields: string[];
  /** Whether there may be rows that are not shown. */
  rows: boolean;
}

/** What is hidden from who is at this page, as the last answer said that had something left out. */
export const hidden = createStore<Hidden | undefined>(undefined);

const header = 'X-Monolith-Hidden';

/** Notes what an answer says of itself. It is the same for all answers to one caller. */
export function noteHidden(response: Response): void {
  const said = response.headers.get(header);
  if (said !== null && said !== JSON.stringify(hidden.get())) {
    hidden.set(JSON.parse(said) as Hidden);
  }
}

/** Says it in words; undefined when nothing is hidden. */
export function describe(what: Hidden | undefined): string | undefined {
  if (what === undefined || (what.fields.length === 0 && !what.rows)) {
    return undefined;
  }

  const fields =
    what.fields.length > 3
      ? `${what.fields.slice(0, 3).join(', ')} and ${what.fields.length - 3} more fields`
      : what.fields.join(', ');
  return `Your role does not show ${[fields, what.rows ? 'some of the rows' : ''].filter((part) => part !== '').join(', and ')}.`;
}
