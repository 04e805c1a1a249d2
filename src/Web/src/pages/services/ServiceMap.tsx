import { useNavigate } from '@tanstack/react-router';
import { useMemo, useState, type KeyboardEvent } from 'react';
import type { ServiceMap as Calls } from '../../api/services';
import { coloursOf } from '../../charts/palette';
import { formatCount, formatValue } from '../../charts/units';
import { layOut, nodeHeight, nodeWidth, type MapLayout, type PlacedEdge, type PlacedNode } from './mapLayout';
import styles from './ServiceMap.module.css';

/** Services from left to right in the order in which they call each other. The thicker a line, the more calls. */
export function ServiceMap({ map }: { map: Calls }) {
  const navigate = useNavigate();
  const layout = useMemo(() => layOut(map), [map]);
  const colours = useMemo(() => coloursOf(layout.nodes.map((node) => node.name)), [layout]);
  const [near, setNear] = useState<string>();
  const most = layout.edges.reduce((high, edge) => Math.max(high, edge.calls), 1);
  // Lines that go back do so below the services.
  const height = layout.height + (layout.edges.some((edge) => edge.isBack) ? 48 : 0);
  const open = (name: string) => void navigate({ to: '/services/$service', params: { service: name } });

  return (
    <div className={styles.scroll}>
      <svg
        className={styles.map}
        width={layout.width}
        height={height}
        viewBox={`0 0 ${layout.width} ${height}`}
        role="group"
        aria-label="Map of services. Arrow keys move from service to service."
      >
        <defs>
          {['arrow', 'arrow-bad'].map((id) => (
            <marker
              key={id}
              id={id}
              viewBox="0 0 8 8"
              refX="6"
              refY="4"
              markerWidth="9"
              markerHeight="9"
              markerUnits="userSpaceOnUse"
              orient="auto"
            >
              <path d="M0,0 L8,4 L0,8 z" className={id === 'arrow' ? styles.head : styles.badHead} />
            </marker>
          ))}
        </defs>
        {layout.edges.map((edge) => (
          <Edge
            key={`${edge.from} ${edge.to}`}
            edge={edge}
            width={1 + 4 * Math.sqrt(edge.calls / most)}
            isFaded={near !== undefined && edge.from !== near && edge.to !== near}
          />
        ))}
        {layout.nodes.map((node) => (
          <g
            key={node.name}
            role="link"
            tabIndex={0}
            data-service={node.name}
            aria-label={describe(node, layout)}
            className={styles.node}
            transform={`translate(${node.x}, ${node.y})`}
            onClick={() => open(node.name)}
            onKeyDown={(event) => (event.key === 'Enter' ? open(node.name) : move(event, node, layout))}
            onPointerEnter={() => setNear(node.name)}
            onPointerLeave={() => setNear(undefined)}
            onFocus={() => setNear(node.name)}
            onBlur={() => setNear(undefined)}
          >
            <rect width={nodeWidth} height={nodeHeight} rx="7" className={styles.box} />
            <rect
              width="4"
              height={nodeHeight - 16}
              x="8"
              y="8"
              rx="2"
              style={{ fill: `var(${colours.get(node.name) ?? '--series-1'})` }}
            />
            <text x="21" y="22" className={styles.name}>
              {shorten(node.name)}
            </text>
            <text x="21" y="40" className={node.errors > 0 ? styles.badFact : styles.fact}>
              {node.calls > 0 ? factsOf(node.calls, node.errors) : 'called by others'}
            </text>
          </g>
        ))}
      </svg>
    </div>
  );
}

function Edge({ edge, width, isFaded }: { edge: PlacedEdge; width: number; isFaded: boolean }) {
  const isBad = edge.errors > 0;
  return (
    <g className={isFaded ? styles.faded : undefined} aria-hidden>
      <path
        d={edge.path}
        className={`${styles.line} ${isBad ? styles.badLine : ''}`}
        strokeWidth={width}
        markerEnd={`url(#${isBad ? 'arrow-bad' : 'arrow'})`}
      />
      <text x={edge.middle.x} y={edge.middle.y + 4} className={styles.label}>
        {formatCount(edge.calls)} · {formatValue(edge.p95_ms, 'ms')}
      </text>
    </g>
  );
}

function factsOf(calls: number, errors: number): string {
  return errors > 0
    ? `${formatCount(calls)} · ${formatValue((100 * errors) / calls, '%')} errors`
    : `${formatCount(calls)} requests`;
}

function describe(node: PlacedNode, { edges }: MapLayout): string {
  const calls = edges.filter((edge) => edge.from === node.name).map((edge) => edge.to);
  return [
    node.name,
    node.calls > 0 ? factsOf(node.calls, node.errors) : 'called by others',
    calls.length > 0 ? `calls ${calls.join(', ')}` : 'calls nobody',
  ].join(', ');
}

function shorten(name: string): string {
  return name.length > 20 ? `${name.slice(0, 19)}…` : name;
}

/** To the nearest service in the direction of the key. */
function move(event: KeyboardEvent<SVGGElement>, from: PlacedNode, { nodes }: MapLayout): void {
  const directions: Record<string, readonly [number, number]> = {
    ArrowRight: [1, 0],
    ArrowLeft: [-1, 0],
    ArrowDown: [0, 1],
    ArrowUp: [0, -1],
  };
  const direction = directions[event.key];
  if (direction === undefined) {
    return;
  }

  event.preventDefault();
  const [x, y] = direction;
  const next = nodes
    .map((node) => {
      const [dx, dy] = [node.x - from.x, node.y - from.y];
      // What lies aside counts twice: "right" means the next layer before it means "somewhere below".
      return {
        node,
        ahead: dx * x + dy * y,
        distance: Math.abs(dx) * (x === 0 ? 2 : 1) + Math.abs(dy) * (y === 0 ? 2 : 1),
      };
    })
    .filter(({ ahead }) => ahead > 0)
    .sort((a, b) => a.distance - b.distance)[0]?.node;
  if (next !== undefined) {
    event.currentTarget.ownerSVGElement?.querySelector<SVGGElement>(`[data-service=${CSS.escape(next.name)}]`)?.focus();
  }
}
