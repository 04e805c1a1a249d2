/**
 * Addresses as people write them: `?query=service:checkout`, each parameter a plain text. The router's own form is JSON,
 * which puts quotation marks around numbers.
 */
export function readSearch(text: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(text));
}

export function writeSearch(search: Record<string, unknown>): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(search)) {
    if (typeof value === 'string' && value !== '') {
      parameters.set(name, value);
    }
  }

  // Colons and slashes are allowed in a query string, and what is allowed reads better.
  const written = parameters.toString().replaceAll('%3A', ':').replaceAll('%2F', '/').replaceAll('%2C', ',');
  return written === '' ? '' : `?${written}`;
}
