import type { TraceTree } from './tree';

/** Records are written a while after what they tell of, and clocks differ. */
const margin = 60_000;

/** The state of the search page that shows what a query finds around the time of a trace. */
export function searchAround(tree: TraceTree, query: string) {
  return {
    query,
    from: new Date(Math.floor(tree.beganAt - margin)).toISOString(),
    to: new Date(Math.ceil(tree.beganAt + tree.duration + margin)).toISOString(),
  };
}
