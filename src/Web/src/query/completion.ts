import { autocompletion, type CompletionContext, type CompletionResult } from '@codemirror/autocomplete';
import type { Extension } from '@codemirror/state';
import { completeQuery, type CompletionItem } from '../api/completion';
import type { Range } from '../time/range';

/** Completion by the server, which knows the fields and values that there are. */
export function completion(range: () => Range): Extension {
  return autocompletion({
    override: [(context) => complete(context, range())],
    icons: false,
    // Enter runs the query unless an entry was chosen with the arrows.
    selectOnOpen: false,
    activateOnTypingDelay: 60,
  });
}

async function complete(context: CompletionContext, range: Range): Promise<CompletionResult | null> {
  const abort = new AbortController();
  context.addEventListener('abort', () => abort.abort());
  try {
    const found = await completeQuery(
      { query: context.state.doc.toString(), position: context.pos, ...range },
      abort.signal,
    );
    return {
      from: found.from,
      to: found.to,
      filter: false,
      options: found.items.map((item) => ({
        label: item.label,
        detail: detailOf(item),
        type: item.kind,
        apply: item.apply,
      })),
    };
  } catch {
    // Completion is an offer: who types on does not want to hear that there is none. The query itself reports what is wrong.
    return null;
  }
}

function detailOf(item: CompletionItem): string {
  return item.detail ?? (item.count === undefined ? item.kind : item.count.toLocaleString('en'));
}
