/** The lines of a stream of text as they come, without their ends. A last line without an end is a line too. */
export async function* readLines(stream: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const reader = stream.getReader();
  const decoder = new TextDecoder();
  let rest = '';
  try {
    for (;;) {
      const { done, value } = await reader.read();
      rest += done ? decoder.decode() : decoder.decode(value, { stream: true });
      const lines = rest.split(/\r?\n/);
      rest = lines.pop() ?? '';
      yield* lines;
      if (done) {
        break;
      }
    }

    if (rest !== '') {
      yield rest;
    }
  } finally {
    // Who stops reading early stops the server too.
    await reader.cancel();
  }
}

/** The values of an NDJSON stream, one a line. */
export async function* readNdjson<T>(stream: ReadableStream<Uint8Array>): AsyncGenerator<T> {
  for await (const line of readLines(stream)) {
    if (line.trim() !== '') {
      yield JSON.parse(line) as T;
    }
  }
}

export interface ServerEvent {
  id: string | undefined;
  name: string;
  data: string;
}

/**
 * The server-sent events of a stream. The browser's own reader cannot show a key, so this one stands in for it.
 */
export async function* readEvents(stream: ReadableStream<Uint8Array>): AsyncGenerator<ServerEvent> {
  let event: ServerEvent = { id: undefined, name: 'message', data: '' };
  let hasData = false;
  for await (const line of readLines(stream)) {
    if (line === '') {
      if (hasData) {
        yield event;
      }

      event = { id: event.id, name: 'message', data: '' };
      hasData = false;
      continue;
    }

    const colon = line.indexOf(':');
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (field === 'data') {
      event.data = hasData ? `${event.data}\n${value}` : value;
      hasData = true;
    } else if (field === 'event') {
      event.name = value;
    } else if (field === 'id') {
      event.id = value;
    }
  }
}
