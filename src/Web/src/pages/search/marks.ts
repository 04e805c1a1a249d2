import { tokenize } from '../../query/tokens';

/** A pattern for the words that a query asks of the body, to show them in the rows; undefined when it asks for none. */
export function wordsOf(query: string): RegExp | undefined {
  const tokens = tokenize(query);
  const end = tokens.findIndex((token) => token.kind === 'pipe');
  const patterns = (end < 0 ? tokens : tokens.slice(0, end)).flatMap((token, i, all) => {
    const before = all[i - 1]?.text ?? '';
    const isWanted =
      (token.kind === 'word' || token.kind === 'string') && !['-', '!', 'NOT', ':', '=', '!='].includes(before);
    const text = token.kind === 'string' ? token.text.replace(/^"|"$/g, '').replace(/\\(.)/g, '$1') : token.text;
    return isWanted ? [patternOf(text)].filter((pattern) => pattern !== '') : [];
  });
  return patterns.length === 0 ? undefined : new RegExp(patterns.join('|'), 'gi');
}

// A phrase is words one directly after the other, whatever stands between them; a star is any letters.
function patternOf(text: string): string {
  return text
    .split(/[^\p{L}\p{N}*?]+/u)
    .filter((word) => word !== '')
    .map((word) => word.replaceAll('*', '\\w*').replaceAll('?', '\\w'))
    .join('[^a-zA-Z0-9]+');
}

/** The text in pieces, every other one a match: even ones are plain. */
export function pieces(text: string, pattern: RegExp | undefined): string[] {
  if (pattern === undefined) {
    return [text];
  }

  const found: string[] = [];
  let at = 0;
  for (const match of text.matchAll(pattern)) {
    if (match[0] !== '') {
      found.push(text.slice(at, match.index), match[0]);
      at = match.index + match[0].length;
    }
  }

  return [...found, text.slice(at)];
}
