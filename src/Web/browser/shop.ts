import { eventually } from './eventually';
import { now, send } from './records';

const minute = 60_000;

// Before the records of the other tests, so that neither counts the other's.
const began = now - 50 * minute;

/** A range that holds the trace of the shop. */
export const shopRange = `from=${new Date(began - 5 * minute).toISOString()}&to=${new Date(began + 10 * minute).toISOString()}`;

export const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';

interface Sent {
  id: number;
  parent?: number;
  service: string;
  name: string;
  kind: 'server' | 'client' | 'internal';
  start: number;
  duration: number;
  fails?: boolean;
  attributes?: Record<string, string>;
}

/** A checkout: the order service is called, and its statement fails. */
const spans: Sent[] = [
  {
    id: 1,
    service: 'storefront',
    name: 'POST /checkout',
    kind: 'server',
    start: 0,
    duration: 400,
    attributes: { 'http.route': '/checkout', 'http.request.method': 'POST' },
  },
  { id: 2, parent: 1, service: 'storefront', name: 'render', kind: 'internal', start: 5, duration: 20 },
  {
    id: 3,
    parent: 1,
    service: 'storefront',
    name: 'POST',
    kind: 'client',
    start: 30,
    duration: 350,
    attributes: { 'peer.service': 'orders' },
  },
  {
    id: 4,
    parent: 3,
    service: 'orders',
    name: 'POST /orders',
    kind: 'server',
    start: 35,
    duration: 340,
    fails: true,
    attributes: { 'http.route': '/orders', 'http.request.method': 'POST', 'order.id': 'o-4711' },
  },
  {
    id: 5,
    parent: 4,
    service: 'orders',
    name: 'INSERT orders',
    kind: 'client',
    start: 60,
    duration: 300,
    fails: true,
    attributes: { 'db.system.name': 'postgresql', 'db.collection.name': 'orders' },
  },
];

/** Stores a trace of five spans and two records that were logged within it. */
export async function fillShop(address: string): Promise<void> {
  const response = await fetch(`${address}/v1/traces`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ resourceSpans: spans.map(resourceOf) }),
  });
  if (!response.ok) {
    throw new Error(`The spans were not taken: ${response.status} ${await response.text()}`);
  }

  await send(address, [
    record(4, 40, 'info', 'order o-4711 received'),
    record(5, 350, 'error', 'deadlock while storing order o-4711'),
  ]);
  await traceIsThere(address);
}

function resourceOf({ id, parent, service, name, kind, start, duration, fails, attributes }: Sent): object {
  return {
    resource: { attributes: keyValues({ 'service.name': service }) },
    scopeSpans: [
      {
        spans: [
          {
            traceId,
            spanId: spanId(id),
            ...(parent === undefined ? {} : { parentSpanId: spanId(parent) }),
            name,
            kind: { internal: 1, server: 2, client: 3 }[kind],
            startTimeUnixNano: `${began + start}000000`,
            endTimeUnixNano: `${began + start + duration}000000`,
            attributes: keyValues(attributes ?? {}),
            ...(fails === true ? { status: { code: 2, message: 'deadlock detected' } } : {}),
          },
        ],
      },
    ],
  };
}

function record(span: number, after: number, level: string, message: string): object {
  return {
    timestamp: new Date(began + after).toISOString(),
    service: 'orders',
    level,
    message,
    trace_id: traceId,
    span_id: spanId(span),
  };
}

function keyValues(values: Record<string, string>): object[] {
  return Object.entries(values).map(([key, stringValue]) => ({ key, value: { stringValue } }));
}

function spanId(id: number): string {
  return id.toString(16).padStart(16, '0');
}

async function traceIsThere(address: string): Promise<void> {
  await eventually(async () => {
    const [trace, logs] = await Promise.all(
      ['', '/logs'].map((path) => fetch(`${address}/api/v1/traces/${traceId}${path}`)),
    );
    return (
      trace?.ok === true && logs?.ok === true && ((await logs.json()) as { records: object[] }).records.length === 2
    );
  }, 'The trace was sent, and is not found.');
}
