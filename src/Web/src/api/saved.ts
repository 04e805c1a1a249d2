import { sendJson, send } from './http';

export interface SavedSearch {
  id: string;
  name: string;
  query: string;
  range?: { from: string; to: string } | null;
  columns?: string[] | null;
  owner?: string;
  updated?: string;
}

const path = '/api/v1/saved/searches';

export async function savedSearches(signal: AbortSignal): Promise<SavedSearch[]> {
  const list = await sendJson<{ searches: SavedSearch[] }>(path, { signal });
  return list.searches;
}

export async function saveSearch(search: Omit<SavedSearch, 'id'>): Promise<void> {
  await send(path, { method: 'POST', body: search });
}

export async function removeSearch(id: string): Promise<void> {
  await send(`${path}/${encodeURIComponent(id)}`, { method: 'DELETE' });
}
