import type { MapEdge, ServiceMap } from '../../api/services';

export interface PlacedNode {
  name: string;
  calls: number;
  errors: number;
  /** The upper left corner. */
  x: number;
  y: number;
  layer: number;
}

export interface PlacedEdge extends MapEdge {
  /** The way of the line, as SVG writes it. */
  path: string;
  /** Where its label stands. */
  middle: { x: number; y: number };
  /** It goes back to where calls come from, or to itself. */
  isBack: boolean;
}

export interface MapLayout {
  nodes: PlacedNode[];
  edges: PlacedEdge[];
  width: number;
  height: number;
}

export const nodeWidth = 168;
export const nodeHeight = 52;

const layerGap = 176;
const nodeGap = 26;
const margin = 24;

/** More rounds than this change nothing that an eye would notice. */
const rounds = 6;

/** Places who calls to the left of who is called, and those with the same neighbours near each other. */
export function layOut(map: ServiceMap): MapLayout {
  const names = namesOf(map);
  const forward = map.edges.filter((edge) => edge.from !== edge.to);
  const back = backEdges(names, forward);
  const layers = order(
    layersOf(
      names,
      forward.filter((edge) => !back.has(edge)),
    ),
    forward,
  );

  const tallest = Math.max(1, ...layers.map((layer) => layer.length));
  const height = tallest * (nodeHeight + nodeGap) - nodeGap + 2 * margin;
  const known = new Map(map.nodes.map((node) => [node.name, node]));
  const nodes = layers.flatMap((layer, i) => {
    const top = (height - (layer.length * (nodeHeight + nodeGap) - nodeGap)) / 2;
    return layer.map((name, j) => ({
      ...(known.get(name) ?? { name, calls: 0, errors: 0 }),
      x: margin + i * (nodeWidth + layerGap),
      y: top + j * (nodeHeight + nodeGap),
      layer: i,
    }));
  });
  const places = new Map(nodes.map((node) => [node.name, node]));
  return {
    nodes,
    edges: map.edges.flatMap((edge) => {
      const [from, to] = [places.get(edge.from), places.get(edge.to)];
      return from === undefined || to === undefined ? [] : [placeEdge(edge, from, to)];
    }),
    width: layers.length * (nodeWidth + layerGap) - layerGap + 2 * margin,
    height,
  };
}

// Databases and services of others are called, but tell nothing of themselves.
function namesOf({ nodes, edges }: ServiceMap): string[] {
  return [...new Set([...nodes.map((node) => node.name), ...edges.flatMap((edge) => [edge.from, edge.to])])].sort();
}

/** The edges that close a circle: without them there is an order of who calls whom. */
function backEdges(names: readonly string[], edges: readonly MapEdge[]): Set<MapEdge> {
  const back = new Set<MapEdge>();
  const state = new Map<string, 'open' | 'done'>();
  const called = new Set(edges.map((edge) => edge.to));
  // From those that nobody calls, so that a circle is cut where it returns to and not where it begins.
  for (const start of [...names.filter((name) => !called.has(name)), ...names]) {
    const frames = state.has(start) ? [] : [{ name: start, next: 0 }];
    for (let frame = frames.at(-1); frame !== undefined; frame = frames.at(-1)) {
      const { name } = frame;
      state.set(name, 'open');
      const edge = edges.filter((each) => each.from === name)[frame.next++];
      if (edge === undefined) {
        state.set(name, 'done');
        frames.pop();
      } else if (state.get(edge.to) === 'open') {
        back.add(edge);
      } else if (!state.has(edge.to)) {
        frames.push({ name: edge.to, next: 0 });
      }
    }
  }

  return back;
}

/** Each name one layer behind the last of those that call it. */
function layersOf(names: readonly string[], edges: readonly MapEdge[]): string[][] {
  const layer = new Map(names.map((name) => [name, 0]));
  for (let round = 0, hasMoved = true; hasMoved && round < names.length; round++) {
    hasMoved = false;
    for (const { from, to } of edges) {
      const least = (layer.get(from) ?? 0) + 1;
      if ((layer.get(to) ?? 0) < least) {
        layer.set(to, least);
        hasMoved = true;
      }
    }
  }

  const layers: string[][] = [];
  for (const name of names) {
    (layers[layer.get(name) ?? 0] ??= []).push(name);
  }

  return layers;
}

/** Sorts each layer by the middle of its neighbours, forth and back, so that few lines cross. */
function order(layers: string[][], edges: readonly MapEdge[]): string[][] {
  for (let round = 0; round < rounds; round++) {
    const places = new Map(
      layers.flatMap((layer) => layer.map((name, i) => [name, (i + 0.5) / layer.length] as const)),
    );
    const middle = (name: string): number => {
      const neighbours = edges.flatMap(({ from, to }) => (from === name ? [to] : to === name ? [from] : []));
      const sum = neighbours.reduce((total, each) => total + (places.get(each) ?? 0.5), 0);
      return neighbours.length === 0 ? (places.get(name) ?? 0.5) : sum / neighbours.length;
    };
    layers = layers.map((layer) => {
      const middles = new Map(layer.map((name) => [name, middle(name)]));
      return layer.toSorted((a, b) => (middles.get(a) ?? 0) - (middles.get(b) ?? 0) || a.localeCompare(b));
    });
  }

  return layers;
}

function placeEdge(edge: MapEdge, from: PlacedNode, to: PlacedNode): PlacedEdge {
  if (to.layer > from.layer) {
    const [x1, y1] = [from.x + nodeWidth, from.y + nodeHeight / 2];
    const [x2, y2] = [to.x, to.y + nodeHeight / 2];
    const bend = (x2 - x1) / 2;
    return {
      ...edge,
      path: `M${x1},${y1} C${x1 + bend},${y1} ${x2 - bend},${y2} ${x2 - 7},${y2}`,
      // On the line, and nearer to its end, where lines from one place have parted.
      middle: { x: x1 + (x2 - x1) * 0.576, y: y1 + (y2 - y1) * 0.648 },
      isBack: false,
    };
  }

  // Below both, from the right side of the one round to the left side of the other.
  const [x1, y1] = [from.x + nodeWidth / 2, from.y + nodeHeight];
  const [x2, y2] = [to.x + nodeWidth / 2 - (from === to ? 40 : 0), to.y + nodeHeight];
  const depth = Math.max(y1, y2) + (from === to ? 34 : 48);
  return {
    ...edge,
    path: `M${x1},${y1} C${x1},${depth} ${x2},${depth} ${x2},${y2 + 7}`,
    middle: { x: (x1 + x2) / 2, y: depth - 12 },
    isBack: true,
  };
}
