import type { Span } from '../../api/traces';

/** A span in its place in the trace. */
export interface SpanNode {
  span: Span;
  /** Its place in the order of the tree, parents before their children. */
  index: number;
  depth: number;
  parent: SpanNode | undefined;
  children: SpanNode[];
  /** How many spans lie below it, at any depth: they follow it in the order of the tree. */
  descendants: number;
  /** Milliseconds after the trace began. */
  start: number;
  end: number;
  isError: boolean;
  /** Whether it or a span below it is an error. */
  hasErrors: boolean;
  /** It names a parent that is not here: still on its way, or never sent. */
  isOrphan: boolean;
}

export interface TraceTree {
  /** All spans, parents before their children, siblings by their beginning. */
  nodes: SpanNode[];
  roots: SpanNode[];
  /** When the trace began, as text of the API and in milliseconds since 1970. */
  began: string;
  beganAt: number;
  /** Milliseconds from the first beginning to the last end. */
  duration: number;
  errors: number;
  /** In the order of their first spans. */
  services: string[];
  depth: number;
}

/** Puts the spans of a trace into a tree. Nothing is left out: spans without a parent, or in a circle, are roots. */
export function buildTree(spans: readonly Span[]): TraceTree {
  const base = timeOf(
    spans.reduce((least, { timestamp }) => (timestamp < least ? timestamp : least), spans[0]?.timestamp ?? ''),
  );
  const found = spans.map((span) => nodeOf(span, base));
  found.sort((a, b) => a.start - b.start || b.end - a.end);

  // Where an id came twice, the span that began first is the parent.
  const byId = new Map<string, SpanNode>();
  for (const node of found) {
    if (!byId.has(node.span.span_id)) {
      byId.set(node.span.span_id, node);
    }
  }

  const roots: SpanNode[] = [];
  for (const node of found) {
    const parentId = node.span.parent_span_id;
    const parent = parentId === undefined ? undefined : byId.get(parentId);
    if (parent === undefined || parent === node) {
      node.isOrphan = parentId !== undefined;
      roots.push(node);
    } else {
      node.parent = parent;
      parent.children.push(node);
    }
  }

  const nodes: SpanNode[] = [];
  roots.forEach((root) => place(root, nodes));
  breakCircles(found, nodes, roots);
  sumUp(nodes);

  return {
    nodes,
    roots,
    began: spans.find((span) => timeOf(span.timestamp).whole === base.whole)?.timestamp ?? '',
    beganAt: base.whole + base.part,
    duration: nodes.reduce((last, node) => Math.max(last, node.end), 0),
    errors: nodes.reduce((count, node) => count + (node.isError ? 1 : 0), 0),
    services: [...new Set(nodes.map((node) => node.span.service))],
    depth: nodes.reduce((most, node) => Math.max(most, node.depth), 0) + 1,
  };
}

/** Milliseconds from the trace's beginning to a time of the API, which has nine digits of a second. */
export function offsetIn(tree: Pick<TraceTree, 'began'>, timestamp: string): number {
  const [began, time] = [timeOf(tree.began), timeOf(timestamp)];
  return time.whole - began.whole + (time.part - began.part);
}

function nodeOf(span: Span, base: Time): SpanNode {
  const time = timeOf(span.timestamp);
  const start = time.whole - base.whole + (time.part - base.part);
  const isError = span.status === 'error';
  return {
    span,
    index: -1,
    depth: 0,
    parent: undefined,
    children: [],
    descendants: 0,
    start,
    end: start + Math.max(0, span.duration_ms),
    isError,
    hasErrors: isError,
    isOrphan: false,
  };
}

/** Appends a node and all below it. With a stack of its own, because a trace may be deeper than that of the browser. */
function place(root: SpanNode, nodes: SpanNode[]): void {
  const waiting = [root];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    node.index = nodes.length;
    node.depth = node.parent === undefined ? 0 : node.parent.depth + 1;
    nodes.push(node);
    for (let i = node.children.length - 1; i >= 0; i--) {
      const child = node.children[i];
      if (child !== undefined) {
        waiting.push(child);
      }
    }
  }
}

/** Spans that are each other's parents were reached from no root: the one that began first becomes one. */
function breakCircles(found: readonly SpanNode[], nodes: SpanNode[], roots: SpanNode[]): void {
  for (const node of found) {
    if (node.index < 0) {
      const parent = node.parent;
      parent?.children.splice(parent.children.indexOf(node), 1);
      node.parent = undefined;
      node.isOrphan = true;
      roots.push(node);
      place(node, nodes);
    }
  }
}

function sumUp(nodes: readonly SpanNode[]): void {
  for (let i = nodes.length - 1; i >= 0; i--) {
    const node = nodes[i];
    if (node?.parent !== undefined) {
      node.parent.descendants += node.descendants + 1;
      node.parent.hasErrors ||= node.hasErrors;
    }
  }
}

interface Time {
  whole: number;
  part: number;
}

/** Whole milliseconds and the rest apart, because one number for both would lose the nanoseconds. */
function timeOf(timestamp: string): Time {
  const [, seconds = '', digits = ''] = /^(.*?)(?:\.(\d+))?Z$/.exec(timestamp) ?? [];
  return {
    whole: Date.parse(`${seconds}.${digits.padEnd(3, '0').slice(0, 3)}Z`),
    part: Number(`0.${digits.slice(3) || '0'}`),
  };
}
