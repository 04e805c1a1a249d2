import { noteHidden } from './hidden';
import { key, signInIsNeeded } from './key';
import { problemOf, unreachable } from './problem';
import { forgetSession, session } from './session';

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
  const response = await exchange(path, request);
  noteHidden(response);
  if (response.ok) {
    return response;
  }

  const problem = await problemOf(response);
  if (problem.slug === 'cross-site-request') {
    // The session goes on under another token now and then, and what the page knew of it is too old.
    forgetSession();
    const again = await exchange(path, request);
    if (again.ok) {
      return again;
    }
  }

  if (problem.needsSignIn) {
    signInIsNeeded.set(true);
  }

  throw problem;
}

async function exchange(path: string, request: Request): Promise<Response> {
  const headers = new Headers(request.headers);
  const token = key.get();
  if (token !== undefined) {
    headers.set('Authorization', `Bearer ${token}`);
  } else if (isUnsafe(request)) {
    const csrf = (await session())?.csrf_token;
    if (csrf !== undefined) {
      headers.set('X-Csrf-Token', csrf);
    }
  }

  if (request.body !== undefined) {
    headers.set('Content-Type', 'application/json');
  }

  return fetch(address(path, request.query), {
    method: request.method ?? 'GET',
    headers,
    ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
    ...(request.signal === undefined ? {} : { signal: request.signal }),
  }).catch((reason: unknown) => {
    throw request.signal?.aborted ? reason : unreachable();
  });
}

function isUnsafe({ method = 'GET' }: Request): boolean {
  return method !== 'GET';
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
