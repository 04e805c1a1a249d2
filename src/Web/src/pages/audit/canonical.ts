import type { Json } from '../../api/records';

/**
 * JSON in the one form that is hashed (RFC 8785): no spaces, the names of an object in the order of their UTF-16 code units, strings
 * and numbers as JavaScript writes them.
 */
export function canonicalOf(value: Json): string {
  if (Array.isArray(value)) {
    return `[${value.map(canonicalOf).join(',')}]`;
  }

  if (typeof value === 'object' && value !== null) {
    const members = Object.keys(value)
      .toSorted()
      .map((name) => `${JSON.stringify(name)}:${canonicalOf(value[name] ?? null)}`);
    return `{${members.join(',')}}`;
  }

  return JSON.stringify(value);
}
