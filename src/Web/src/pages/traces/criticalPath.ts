import type { SpanNode } from './tree';

/** A time in which a span, and none below it, kept the trace from ending earlier. */
export interface Segment {
  node: SpanNode;
  start: number;
  end: number;
}

/**
 * What the trace waited for, from its end back to its beginning: of the spans below the present one, that which ended last
 * was waited for, then that which had ended before it began, and so on; what remains the span spent itself.
 */
export function criticalPath(root: SpanNode | undefined): Segment[] {
  if (root === undefined) {
    return [];
  }

  const segments: Segment[] = [];
  const frames = [frameOf(root, root.start, root.end)];
  for (let frame = frames.at(-1); frame !== undefined; frame = frames.at(-1)) {
    const child = nextChild(frame);
    if (child === undefined) {
      add(segments, frame.node, frame.start, frame.at);
      frames.pop();
      continue;
    }

    const [start, end] = [Math.max(child.start, frame.start), Math.min(child.end, frame.at)];
    add(segments, frame.node, end, frame.at);
    frame.at = start;
    frame.isAtEnd = false;
    frames.push(frameOf(child, start, end));
  }

  return segments.reverse();
}

/** A span on the way. Clocks differ and work outlives its caller, so it counts only for the time that its parent gave it. */
interface Frame {
  node: SpanNode;
  start: number;
  /** All later than this has been told already. */
  at: number;
  isAtEnd: boolean;
  /** The children, the last to end first. */
  children: SpanNode[];
  next: number;
}

function frameOf(node: SpanNode, start: number, end: number): Frame {
  const children = node.children.toSorted((a, b) => b.end - a.end || b.start - a.start);
  return { node, start, at: end, isAtEnd: true, children, next: 0 };
}

function nextChild(frame: Frame): SpanNode | undefined {
  while (frame.next < frame.children.length) {
    const child = frame.children[frame.next++];
    // One that was still running when the one waited for began ran beside it. At the end there is none yet.
    const wasWaitedFor = child !== undefined && (frame.isAtEnd || child.end <= frame.at);
    if (wasWaitedFor && child.start < frame.at && child.end > frame.start) {
      return child;
    }
  }

  return undefined;
}

function add(segments: Segment[], node: SpanNode, start: number, end: number): void {
  if (end > start) {
    segments.push({ node, start, end });
  }
}
