/** Where a panel lies: columns from the left and rows from the top. */
export interface Place {
  x: number;
  y: number;
  w: number;
  h: number;
}

export const columns = 12;

const smallest = { w: 2, h: 2 };
const tallest = 50;

/** Moves a panel or changes its size. Those in its way go below it, and all move up as far as they can. */
export function move<P extends Place & { id: string }>(panels: readonly P[], id: string, wanted: Partial<Place>): P[] {
  const moved = panels.map((panel) => (panel.id === id ? { ...panel, ...within({ ...panel, ...wanted }) } : panel));
  return settle(moved, id);
}

/** Lets all panels move up as far as they can, in the order in which they lie. */
export function settle<P extends Place & { id: string }>(panels: readonly P[], first?: string): P[] {
  const settled: P[] = [];
  const rank = (panel: P) => (panel.id === first ? 0 : 1);
  for (const panel of panels.toSorted((a, b) => a.y - b.y || rank(a) - rank(b) || a.x - b.x)) {
    settled.push({ ...panel, y: floorOf(settled, panel) });
  }

  return settled;
}

/** Where a new panel of a size fits without moving another. */
export function freePlace(panels: readonly Place[], { w, h }: Pick<Place, 'w' | 'h'>): Place {
  const places = Array.from({ length: columns - w + 1 }, (_, x) => ({
    x,
    y: floorOf(panels, { x, y: 0, w, h }),
    w,
    h,
  }));
  return places.reduce((best, place) => (place.y < best.y ? place : best));
}

/** The first row below all that lie in the same columns. */
function floorOf(panels: readonly Place[], { x, w }: Place): number {
  return panels
    .filter((other) => x < other.x + other.w && other.x < x + w)
    .reduce((floor, other) => Math.max(floor, other.y + other.h), 0);
}

function within({ x, y, w, h }: Place): Place {
  const width = clamp(w, smallest.w, columns);
  return { x: clamp(x, 0, columns - width), y: Math.max(0, y), w: width, h: clamp(h, smallest.h, tallest) };
}

function clamp(value: number, least: number, most: number): number {
  return Math.max(least, Math.min(most, value));
}
