const name = 'monolith.queries';
const kept = 50;

/** The queries that were run in this browser, the newest first. */
export function readHistory(): string[] {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(name) ?? '[]');
    return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
  } catch {
    // Somebody else wrote into our entry: a history is no reason to fail.
    return [];
  }
}

export function remember(query: string): void {
  if (query.trim() !== '') {
    const queries = [query, ...readHistory().filter((each) => each !== query)];
    localStorage.setItem(name, JSON.stringify(queries.slice(0, kept)));
  }
}

/** Whoever comes next to this browser need not know what was looked for. */
export function forgetHistory(): void {
  localStorage.removeItem(name);
}
