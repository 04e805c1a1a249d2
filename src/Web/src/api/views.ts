import { send, sendJson } from './http';

/** What a view shows: a query, and the columns that its records have in the table. */
export interface ViewContent {
  query: string;
  columns: readonly string[];
}

/** A way to look at records that the tenant keeps under a name. */
export interface View {
  id: string;
  name: string;
  query: string;
  columns?: string[] | null;
  owner?: string;
  updated?: string;
}

const path = '/api/v1/saved/views';

export async function viewsOf(signal?: AbortSignal): Promise<View[]> {
  const list = await sendJson<{ views: View[] }>(path, { signal });
  return list.views;
}

export async function addView(name: string, content: ViewContent): Promise<void> {
  await send(path, { method: 'POST', body: { name, ...content } });
}

/** Changes what is named of a view, unless somebody else changes it at the same moment. */
export async function changeView(id: string, change: Partial<ViewContent & { name: string }>): Promise<void> {
  const response = await send(addressOf(id));
  const view = (await response.json()) as View;
  const etag = response.headers.get('ETag');
  await send(addressOf(id), {
    method: 'PUT',
    body: { ...view, ...change },
    ...(etag === null ? {} : { headers: { 'If-Match': etag } }),
  });
}

export async function removeView(id: string): Promise<void> {
  await send(addressOf(id), { method: 'DELETE' });
}

function addressOf(id: string): string {
  return `${path}/${encodeURIComponent(id)}`;
}
