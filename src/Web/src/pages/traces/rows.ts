import type { SpanNode, TraceTree } from './tree';

/** The spans that are shown: those below a collapsed one are not. */
export function visibleRows(tree: TraceTree, collapsed: ReadonlySet<SpanNode>): SpanNode[] {
  const rows: SpanNode[] = [];
  for (let i = 0; i < tree.nodes.length; i++) {
    const node = tree.nodes[i];
    if (node !== undefined) {
      rows.push(node);
      if (collapsed.has(node)) {
        i += node.descendants;
      }
    }
  }

  return rows;
}

/** The collapsed spans without those that hide the node. */
export function reveal(node: SpanNode, collapsed: ReadonlySet<SpanNode>): ReadonlySet<SpanNode> {
  const next = new Set(collapsed);
  for (let parent = node.parent; parent !== undefined; parent = parent.parent) {
    next.delete(parent);
  }

  return next.size === collapsed.size ? collapsed : next;
}

/** All spans that have others below them and lie at the depth or deeper. */
export function collapsible(tree: TraceTree, depth: number): ReadonlySet<SpanNode> {
  return new Set(tree.nodes.filter((node) => node.depth >= depth && node.children.length > 0));
}

/** The spans that have the text in their name, service, ids, attributes or message, whatever the case. */
export function findSpans(tree: TraceTree, text: string): SpanNode[] {
  const wanted = text.trim().toLowerCase();
  return wanted === '' ? [] : tree.nodes.filter(({ span }) => textOf(span).includes(wanted));
}

const texts = new WeakMap<object, string>();

// Made once for each span: with 100,000 of them every key press would be felt otherwise.
function textOf(span: SpanNode['span']): string {
  const known = texts.get(span);
  if (known !== undefined) {
    return known;
  }

  const made = JSON.stringify(Object.values({ ...span, resource: null, trace_id: null })).toLowerCase();
  texts.set(span, made);
  return made;
}
