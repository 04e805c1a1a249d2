import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Span } from '../../api/traces';
import { criticalPath } from './criticalPath';
import { collapsible, findSpans, reveal, visibleRows } from './rows';
import { buildTree, offsetIn, type SpanNode } from './tree';

const began = Date.parse('2026-03-04T05:06:07.000Z');

function span(id: string, parent: string | undefined, start: number, duration: number, more: Partial<Span> = {}): Span {
  return {
    trace_id: 't',
    span_id: id,
    ...(parent === undefined ? {} : { parent_span_id: parent }),
    name: `does ${id}`,
    kind: 'internal',
    service: 'shop',
    timestamp: new Date(began + start).toISOString(),
    duration_ms: duration,
    status: 'unset',
    attributes: {},
    resource: {},
    events: [],
    links: [],
    ...more,
  };
}

const ids = (nodes: readonly SpanNode[]) => nodes.map((node) => node.span.span_id).join(' ');
const path = (spans: Span[]) =>
  criticalPath(buildTree(spans).roots[0]).map(({ node, start, end }) => `${node.span.span_id} ${start}-${end}`);

describe('buildTree', () => {
  it('puts children below their parents in the order in which they began', () => {
    const tree = buildTree([
      span('c', 'a', 20, 5),
      span('b', 'a', 10, 5),
      span('a', undefined, 0, 100),
      span('d', 'b', 11, 1),
    ]);

    expect(ids(tree.nodes)).toBe('a b d c');
    expect(tree.nodes.map((node) => node.depth)).toEqual([0, 1, 2, 1]);
    expect(tree.nodes[0]?.descendants).toBe(3);
  });

  it('tells nanoseconds apart', () => {
    const tree = buildTree([
      span('a', undefined, 0, 1, { timestamp: '2026-03-04T05:06:07.000000100Z' }),
      span('b', 'a', 0, 1, { timestamp: '2026-03-04T05:06:07.000000350Z' }),
    ]);

    expect(tree.nodes[1]?.start).toBeCloseTo(0.00025, 8);
    expect(offsetIn(tree, '2026-03-04T05:06:08Z')).toBeCloseTo(999.9999, 6);
  });

  it('shows a span whose parent has not come, and says so', () => {
    const tree = buildTree([span('a', undefined, 0, 10), span('b', 'lost', 5, 1)]);

    expect(ids(tree.roots)).toBe('a b');
    expect(tree.roots[1]?.isOrphan).toBe(true);
  });

  it('says where below there is an error', () => {
    const tree = buildTree([
      span('a', undefined, 0, 10),
      span('b', 'a', 1, 1),
      span('c', 'b', 1, 1, { status: 'error' }),
    ]);

    expect(tree.nodes.map((node) => node.hasErrors)).toEqual([true, true, true]);
    expect(tree.nodes.map((node) => node.isError)).toEqual([false, false, true]);
    expect(tree.errors).toBe(1);
  });

  it('is empty without spans', () => {
    expect(buildTree([]).nodes).toEqual([]);
  });

  it('keeps every span whatever they say of each other', () => {
    const someSpan = fc.record({
      id: fc.integer({ min: 0, max: 20 }),
      parent: fc.option(fc.integer({ min: 0, max: 20 })),
    });
    fc.assert(
      fc.property(fc.array(someSpan), (links) => {
        const spans = links.map(({ id, parent }, i) => span(`${id}`, parent === null ? undefined : `${parent}`, i, 1));

        const tree = buildTree(spans);

        expect(new Set(tree.nodes.map((node) => node.span)).size).toBe(spans.length);
        tree.nodes.forEach((node, i) => expect(node.index).toBe(i));
        expect(visibleRows(tree, new Set(tree.roots)).length).toBe(tree.roots.length);
      }),
    );
  });
});

describe('criticalPath', () => {
  it('is the span itself where nothing is below it', () => {
    expect(path([span('a', undefined, 0, 100)])).toEqual(['a 0-100']);
  });

  it('goes through the child that ended last, and through the one before it', () => {
    expect(path([span('a', undefined, 0, 100), span('b', 'a', 10, 30), span('c', 'a', 50, 40)])).toEqual([
      'a 0-10',
      'b 10-40',
      'a 40-50',
      'c 50-90',
      'a 90-100',
    ]);
  });

  it('leaves out what ran beside it', () => {
    expect(path([span('a', undefined, 0, 100), span('b', 'a', 0, 90), span('c', 'a', 10, 20)])).toEqual([
      'b 0-90',
      'a 90-100',
    ]);
  });

  it('ends where its parent ends, though a child goes on', () => {
    expect(path([span('a', undefined, 0, 100), span('b', 'a', 50, 500)])).toEqual(['a 0-50', 'b 50-100']);
  });

  it('fills the whole time of the root, whatever its spans', () => {
    const someSpan = fc.record({
      parent: fc.nat(),
      start: fc.integer({ min: 0, max: 1000 }),
      duration: fc.integer({ min: 0, max: 1000 }),
    });
    fc.assert(
      fc.property(fc.array(someSpan), (others) => {
        const spans = [span('0', undefined, 0, 1000)];
        others.forEach(({ parent, start, duration }, i) =>
          spans.push(span(`${i + 1}`, `${parent % (i + 1)}`, start, duration)),
        );

        const segments = criticalPath(buildTree(spans).nodes.find((node) => node.span.span_id === '0'));

        expect(segments[0]?.start).toBe(0);
        expect(segments.at(-1)?.end).toBe(1000);
        segments.slice(1).forEach((segment, i) => expect(segment.start).toBe(segments[i]?.end));
      }),
    );
  });
});

describe('visibleRows', () => {
  const tree = buildTree([
    span('a', undefined, 0, 100),
    span('b', 'a', 1, 10),
    span('c', 'b', 2, 5),
    span('d', 'a', 50, 10),
  ]);

  it('hides what is below a collapsed span', () => {
    expect(ids(visibleRows(tree, new Set(tree.nodes.slice(1, 2))))).toBe('a b d');
    expect(ids(visibleRows(tree, collapsible(tree, 0)))).toBe('a');
  });

  it('shows again what is looked for', () => {
    const collapsed = reveal(tree.nodes[2]!, collapsible(tree, 0));

    expect(ids(visibleRows(tree, collapsed))).toBe('a b c d');
  });
});

describe('findSpans', () => {
  it('looks into names and attributes, whatever the case', () => {
    const tree = buildTree([
      span('a', undefined, 0, 1, { name: 'GET /orders' }),
      span('b', 'a', 0, 1, { attributes: { 'db.query.text': 'SELECT * FROM Orders' } }),
      span('c', 'a', 0, 1, { name: 'sign in' }),
    ]);

    expect(ids(findSpans(tree, 'ORDERS'))).toBe('a b');
    expect(findSpans(tree, '  ')).toEqual([]);
  });
});

describe('a trace of 100,000 spans', () => {
  const spans = Array.from({ length: 100_000 }, (_, i) =>
    span(`${i}`, i === 0 ? undefined : `${Math.floor((i - 1) / 8)}`, i / 100, 1000 - i / 200),
  );
  // Each the child of the one before: deeper than any stack of calls.
  const chain = Array.from({ length: 100_000 }, (_, i) =>
    span(`${i}`, i === 0 ? undefined : `${i - 1}`, i / 100, 2000),
  );

  it('is a tree, a path and rows in less than the blink of an eye for each', () => {
    const began = performance.now();
    const tree = buildTree(spans);
    const built = performance.now();
    const segments = criticalPath(tree.roots[0]);
    const walked = performance.now();
    const rows = visibleRows(tree, new Set());

    expect(rows).toHaveLength(100_000);
    expect(segments.length).toBeGreaterThan(0);
    // Wide bounds: this runs on busy machines too. It takes a tenth of it on a quiet one.
    expect(built - began).toBeLessThan(5000);
    expect(walked - built).toBeLessThan(2000);
    expect(performance.now() - walked).toBeLessThan(500);
  });

  it('may be as deep as it has spans', () => {
    const tree = buildTree(chain);

    expect(tree.depth).toBe(100_000);
    expect(criticalPath(tree.roots[0]).at(-1)?.end).toBe(2000);
  });
});
