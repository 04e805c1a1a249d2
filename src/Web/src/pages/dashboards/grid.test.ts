import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { columns, freePlace, move, settle, type Place } from './grid';

const panel = (id: string, x: number, y: number, w: number, h: number) => ({ id, x, y, w, h });
const placeOf = (panels: readonly (Place & { id: string })[], id: string) => {
  const { x, y, w, h } = panels.find((each) => each.id === id)!;
  return [x, y, w, h];
};

describe('move', () => {
  const panels = [panel('a', 0, 0, 6, 4), panel('b', 6, 0, 6, 4), panel('c', 0, 4, 12, 4)];

  it('pushes down what is in the way', () => {
    const next = move(panels, 'a', { x: 6 });

    expect(placeOf(next, 'a')).toEqual([6, 0, 6, 4]);
    expect(placeOf(next, 'b')).toEqual([6, 4, 6, 4]);
    expect(placeOf(next, 'c')).toEqual([0, 8, 12, 4]);
  });

  it('makes room for a panel that grows', () => {
    const next = move(panels, 'a', { h: 6 });

    expect(placeOf(next, 'c')).toEqual([0, 6, 12, 4]);
  });

  it('lets others move up when one makes room', () => {
    const next = move(panels, 'c', { y: 0 });

    expect(placeOf(next, 'c')).toEqual([0, 0, 12, 4]);
    expect(placeOf(next, 'a')).toEqual([0, 4, 6, 4]);
  });

  it('stays on the grid', () => {
    expect(placeOf(move(panels, 'a', { x: 100 }), 'a')).toEqual([6, 0, 6, 4]);
    expect(placeOf(move(panels, 'a', { w: 0, h: -3 }), 'a')).toEqual([0, 0, 2, 2]);
  });

  it('never puts one panel over another', () => {
    const size = fc.record({
      x: fc.integer({ min: 0, max: 10 }),
      y: fc.integer({ min: 0, max: 20 }),
      w: fc.integer({ min: 2, max: 12 }),
      h: fc.integer({ min: 2, max: 8 }),
    });
    fc.assert(
      fc.property(fc.array(size, { minLength: 1 }), size, (places, wanted) => {
        const some = settle(
          places.map((place, i) => ({ ...place, w: Math.min(place.w, columns - place.x), id: `${i}` })),
        );

        const next = move(some, '0', wanted);

        for (const one of next) {
          expect(one.x + one.w).toBeLessThanOrEqual(columns);
          for (const other of next) {
            expect(one === other || !overlap(one, other)).toBe(true);
          }
        }
      }),
    );
  });
});

describe('freePlace', () => {
  it('fills a gap before it goes below', () => {
    expect(freePlace([panel('a', 0, 0, 8, 4)], { w: 4, h: 4 })).toEqual({ x: 8, y: 0, w: 4, h: 4 });
    expect(freePlace([panel('a', 0, 0, 12, 4)], { w: 6, h: 6 })).toEqual({ x: 0, y: 4, w: 6, h: 6 });
  });
});

function overlap(a: Place, b: Place): boolean {
  return a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
}
