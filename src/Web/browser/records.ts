import { eventually } from './eventually';

const minute = 60_000;

// The same for all processes that tests run in.
process.env.MONOLITH_NOW ??= String(Math.floor(Date.now() / minute) * minute);

/** When the records of the tests were written: they lie in the half hour before this. */
export const now = Number(process.env.MONOLITH_NOW);

/** A range that holds all of them, as an address has it. */
export const range = `from=${iso(now - 30 * minute)}&to=${iso(now)}`;

/** How many records there are of each service. */
export const perService = { checkout: 300, payment: 150, auth: 50 };

/** A body that no table should draw whole. */
export const longBody = `begin ${'x'.repeat(1_000_000)} end`;

/** How many of the records have the word `timeout`; they are the errors. */
export const timeouts = 10;

export const correlation = 'corr-4711';

/** Stores what the tests look for: half an hour of three services, with ten errors in the tenth minute. */
export async function fill(address: string): Promise<void> {
  const lines = Object.entries(perService).flatMap(([service, count]) =>
    Array.from({ length: count }, (_, i) => ({
      timestamp: iso(now - 30 * minute + Math.floor((i * 30 * minute) / count)),
      service,
      level: i % 10 === 0 ? 'warn' : 'info',
      message: `${service} answered request ${i}`,
      'http.route': i % 2 === 0 ? '/orders/{id}' : '/pay',
      duration_ms: i % 100,
      'order.id': `o-${i}`,
    })),
  );
  const errors = Array.from({ length: timeouts }, (_, i) => ({
    timestamp: iso(now - 20 * minute + i * 1000),
    service: i === 0 ? 'payment' : 'checkout',
    level: 'error',
    message: `payment timeout after ${i} tries`,
    correlation_id: correlation,
    trace_id: '0af7651916cd43dd8448eb211c80319c',
  }));
  // Hours before all others: whoever looks at the range of the tests does not see it.
  const early = {
    timestamp: iso(now - 200 * minute),
    service: 'gateway',
    level: 'info',
    message: 'payment begins',
    correlation_id: correlation,
    user: 'anna',
  };
  const long = { timestamp: iso(now - 5 * minute), service: 'bulk', level: 'debug', message: longBody };
  await send(address, [...lines, ...errors, early, long]);
  await countReaches(address, lines.length + errors.length + 1);
}

/** Sends records as any client would, with a key where one is needed. */
export async function send(address: string, records: readonly object[], key?: string): Promise<void> {
  const response = await fetch(`${address}/api/v1/logs`, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/x-ndjson',
      ...(key === undefined ? {} : { Authorization: `Bearer ${key}` }),
    },
    body: records.map((record) => JSON.stringify(record)).join('\n'),
  });
  if (!response.ok) {
    throw new Error(`The records were not taken: ${response.status} ${await response.text()}`);
  }
}

async function countReaches(address: string, count: number): Promise<void> {
  await eventually(async () => {
    const answer = await fetch(`${address}/api/v1/logs/histogram?${range}`);
    const { total } = (await answer.json()) as { total: number };
    return total >= count;
  }, `${count} records were sent, and are not found.`);
}

function iso(time: number): string {
  return new Date(time).toISOString();
}
