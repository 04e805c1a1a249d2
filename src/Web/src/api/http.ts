import { key, keyIsNeeded } from './key';
import { problemOf, unreachable } from './problem';

type QueryValue = string | number | boolean | readonly string[] | undefined;

export interface Request {
  method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Parameters of the query string; what is undefined is left out, a list is given several times. */
  query?: Record<string, QueryValue>;
  /** Sent as JSON. */
  body?: unknown;
  headers?: Record<string, string>;
  signal?: AbortSignal | undefined;
}

/** Sends a request to the API. Every answer but success is thrown as an `ApiProblem`. */
export async function send(path: string, request: Request = {}): Promise<Response> {
  const headers = new Headers(request.headers);
  const token = key.get();
  if (token !== undefined) {
    headers.set('Authorization', `Bearer ${token}`);
  }

  if (request.body !== undefined) {
    headers.set('Content-Type', 'application/json');
  }

  const response = await fetch(address(path, request.query), {
    method: request.method ?? 'GET',
    headers,
    ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
    ...(request.signal === undefined ? {} : { signal: request.signal }),
  }).catch((reason: unknown) => {
    throw request.signal?.aborted ? reason : unreachable();
  });
  if (!response.ok) {
    if (response.status === 401) {
      keyIsNeeded.set(true);
    }

    throw await problemOf(response);
  }

  return response;
}

export async function sendJson<T>(path: string, request: Request = {}): Promise<T> {
  const response = await send(path, request);
  return (await response.json()) as T;
}

/** The path with its parameters, as a link can carry it too. */
export function address(path: string, query: Record<string, QueryValue> = {}): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) {
      [value].flat().forEach((each) => parameters.append(name, String(each)));
    }
  }

  const text = parameters.toString();
  return text === '' ? path : `${path}?${text}`;
}
