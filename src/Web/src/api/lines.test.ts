import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readEvents, readLines, readNdjson } from './lines';

function streamOf(bytes: Uint8Array, cuts: number[] = []): ReadableStream<Uint8Array> {
  const places = [0, ...[...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort((a, b) => a - b), bytes.length];
  return new ReadableStream({
    start(controller) {
      places.slice(1).forEach((end, i) => controller.enqueue(bytes.slice(places[i], end)));
      controller.close();
    },
  });
}

const text = (value: string) => new TextEncoder().encode(value);

async function all<T>(values: AsyncGenerator<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const value of values) {
    found.push(value);
  }

  return found;
}

describe('a stream of lines', () => {
  test('is the same wherever the network cuts it, also inside a letter', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.jsonValue()), fc.array(fc.nat()), async (values, cuts) => {
        const body = text(values.map((value) => JSON.stringify(value)).join('\n'));

        expect(await all(readNdjson(streamOf(body, cuts)))).toEqual(
          values.map((v) => JSON.parse(JSON.stringify(v)) as unknown),
        );
      }),
    );
  });

  test('is cancelled when the reader has had enough', async () => {
    let wasCancelled = false;
    const stream = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(text('{"n":1}\n')),
      cancel: () => void (wasCancelled = true),
    });

    for await (const line of readLines(stream)) {
      expect(line).toBe('{"n":1}');
      break;
    }

    expect(wasCancelled).toBe(true);
  });
});

describe('server-sent events', () => {
  test('have a name, an id and data, and comments are passed over', async () => {
    const body = text(': quiet\n\nid: 7\ndata: {"a":1}\n\nevent: missed\ndata: one\ndata: two\n\n');

    expect(await all(readEvents(streamOf(body)))).toEqual([
      { id: '7', name: 'message', data: '{"a":1}' },
      { id: '7', name: 'missed', data: 'one\ntwo' },
    ]);
  });
});
