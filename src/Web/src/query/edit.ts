import { otherNames } from './names';
import { tokenize, type Token } from './tokens';

export type Wish = 'include' | 'exclude';

const plain = /^[\p{L}\p{N}_][\p{L}\p{N}_.-]*$/u;
const plainName = /^[A-Za-z_@$\u0080-\uffff](?:[\w@$./\u0080-\uffff-]*[\w@$\u0080-\uffff])?$/;
const reserved = new Set(['AND', 'OR', 'NOT', 'TO']);
const times = new Set(['@last', '@from', '@to']);

/** The value as the language reads it back: in quotation marks unless it is a plain word. */
export function quote(value: string): string {
  return plain.test(value) && !reserved.has(value) ? value : inQuotes(value);
}

/**
 * The name of a field, or of an attribute, as the language reads it back. Without quotation marks an attribute such as `user`
 * would be taken for another name of a field.
 */
export function nameOf(field: string): string {
  const isPlain =
    plainName.test(field) && !/\s/.test(field) && !reserved.has(field) && !times.has(field) && !otherNames.has(field);
  return isPlain ? field : inQuotes(field);
}

function inQuotes(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}

/** `field:value`, or `-field:value` for what is not wanted. */
export function term(field: string, value: string, wish: Wish = 'include'): string {
  return `${wish === 'exclude' ? '-' : ''}${nameOf(field)}:${quote(value)}`;
}

/** What the query wishes of a value of a field by a term of its own; undefined when it says nothing. */
export function wishOf(query: string, field: string, value: string): Wish | undefined {
  return find(query, field, value)?.wish;
}

/**
 * The query with the wish added. Said before, it is taken back; what was wished the other way round is turned round. Stages
 * stay behind the filter, and alternatives are put into parentheses, so that the wish holds for all of them.
 */
export function withFilter(query: string, field: string, value: string, wish: Wish): string {
  const known = find(query, field, value);
  const rest = known === undefined ? query : without(query, known);
  return known?.wish === wish ? rest : and(rest, term(field, value, wish));
}

/** The query with one more condition on all that it finds. */
export function and(query: string, condition: string): string {
  const pipe = tokenize(query).find((token) => token.kind === 'pipe')?.from ?? query.length;
  const filter = query.slice(0, pipe).trim();
  const stages = query.slice(pipe);
  const whole = hasAlternatives(filter) ? `(${filter})` : filter;
  return [whole, condition, stages].filter((part) => part !== '').join(' ');
}

interface Found {
  from: number;
  to: number;
  wish: Wish;
}

// Only where it holds for all that is found: not inside parentheses, not beside an OR.
function find(query: string, field: string, value: string): Found | undefined {
  const tokens = tokenize(query);
  const end = tokens.findIndex((token) => token.kind === 'pipe');
  const filter = end < 0 ? tokens : tokens.slice(0, end);
  if (hasAlternatives(query.slice(0, filter.at(-1)?.to ?? 0))) {
    return undefined;
  }

  let depth = 0;
  for (const [i, token] of filter.entries()) {
    depth += depthOf(token);
    const [operator, written] = [filter[i + 1], filter[i + 2]];
    if (
      depth === 0 &&
      token.kind === 'field' &&
      (token.text === nameOf(field) || token.text === inQuotes(field)) &&
      operator?.text === ':' &&
      written !== undefined
    ) {
      if (written.text === quote(value) || written.text === `"${value}"`) {
        const before = filter[i - 1];
        const isNegated = ['-', '!', 'NOT'].includes(before?.text ?? '');
        return {
          from: isNegated ? (before?.from ?? 0) : token.from,
          to: written.to,
          wish: isNegated ? 'exclude' : 'include',
        };
      }
    }
  }

  return undefined;
}

function without(query: string, found: Found): string {
  const before = query.slice(0, found.from).replace(/(?:\s*\bAND)?\s*$/, '');
  const after = query.slice(found.to).replace(before === '' ? /^\s*(?:AND\b\s*)?/ : /^\s*/, '');
  return [before, after].filter((part) => part !== '').join(' ');
}

function hasAlternatives(filter: string): boolean {
  let depth = 0;
  return tokenize(filter).some((token) => {
    depth += depthOf(token);
    return depth === 0 && token.kind === 'keyword' && (token.text === 'OR' || token.text === '||');
  });
}

function depthOf(token: Token): number {
  return token.kind !== 'bracket' ? 0 : '([{'.includes(token.text) ? 1 : ')]}'.includes(token.text) ? -1 : 0;
}
