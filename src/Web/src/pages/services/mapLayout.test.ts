import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { layOut, nodeHeight, nodeWidth } from './mapLayout';

const edge = (from: string, to: string) => ({ from, to, calls: 1, errors: 0, p95_ms: 1 });
const node = (name: string) => ({ name, calls: 1, errors: 0 });

describe('layOut', () => {
  it('puts who is called to the right of all who call', () => {
    const map = layOut({
      nodes: ['auth', 'frontend', 'order', 'payment'].map(node),
      edges: [edge('frontend', 'auth'), edge('frontend', 'order'), edge('order', 'payment'), edge('order', 'auth')],
    });

    const layers = Object.fromEntries(map.nodes.map(({ name, layer }) => [name, layer]));
    expect(layers).toEqual({ frontend: 0, order: 1, auth: 2, payment: 2 });
  });

  it('shows who is called but tells nothing of itself', () => {
    const map = layOut({ nodes: [node('order')], edges: [edge('order', 'postgresql')] });

    expect(map.nodes.map(({ name }) => name)).toEqual(['order', 'postgresql']);
  });

  it('marks the call that closes a circle', () => {
    const map = layOut({
      nodes: [],
      edges: [edge('a', 'b'), edge('b', 'c'), edge('c', 'a'), edge('c', 'c')],
    });

    expect(map.edges.filter(({ isBack }) => isBack).map(({ from, to }) => `${from} ${to}`)).toEqual(['c a', 'c c']);
  });

  it('puts no two on the same place, all inside, whatever calls what', () => {
    const name = fc.constantFrom(...'abcdefgh');
    fc.assert(
      fc.property(fc.array(fc.tuple(name, name)), (pairs) => {
        const map = layOut({ nodes: [], edges: pairs.map(([from, to]) => edge(from, to)) });

        const places = map.nodes.map(({ x, y }) => `${x} ${y}`);
        expect(new Set(places).size).toBe(places.length);
        expect(map.edges).toHaveLength(pairs.length);
        for (const { x, y } of map.nodes) {
          expect(x + nodeWidth).toBeLessThanOrEqual(map.width);
          expect(y + nodeHeight).toBeLessThanOrEqual(map.height);
        }
      }),
    );
  });

  it('is empty without services', () => {
    expect(layOut({ nodes: [], edges: [] }).nodes).toEqual([]);
  });
});
