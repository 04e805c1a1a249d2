export type TokenKind =
  | 'field'
  | 'operator'
  | 'keyword'
  | 'stage'
  | 'function'
  | 'string'
  | 'regex'
  | 'number'
  | 'time'
  | 'value'
  | 'word'
  | 'bracket'
  | 'pipe';

export interface Token {
  kind: TokenKind;
  from: number;
  to: number;
  text: string;
}

const blank = /\s+/y;
const text = /"(?:\\.|[^"\\])*"?/y;
// What begins with a slash is an expression only when the next slash ends it.
const regex = /\/(?:\\.|[^/\\])+\/i?(?=[\s|)]|$)/y;
const time = /@\w*/y;
const operator = /!=|>=|<=|[:<>=]/y;
const bracket = /[()[\]{},]/y;
const joint = /&&|\|\|/y;
const minus = /[-!](?=[^\s|)])/y;
const name = /[^\s|()[\]{}:,"<>=!]+/y;
const value = /[^\s|()"[{,](?:\\.|[^\s|()"])*/y;
const number = /^-?\d+(?:\.\d+)?(?:ms|[smhdw%])?$/;
const compared = /\s*(?:!=|>=|<=|[:<>=])/y;

const filterKeywords = new Set(['AND', 'OR', 'NOT', 'TO']);
const stageKeywords = new Set(['by', 'as', 'every', 'asc', 'desc', 'from']);

/**
 * The words of a query with what each is, for colours and for edits. It never fails: what is wrong with a query is for the server
 * to say.
 */
export function tokenize(query: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  let stage = '';

  function take(pattern: RegExp): string | undefined {
    pattern.lastIndex = at;
    return pattern.exec(query)?.[0];
  }

  function add(kind: TokenKind, length: number): void {
    tokens.push({ kind, from: at, to: at + length, text: query.slice(at, at + length) });
    at += length;
  }

  while (at < query.length) {
    const last = tokens.at(-1);
    const isValue = last?.kind === 'operator';
    const isBegin = last === undefined || last.to < at || last.kind !== 'word';
    const space = take(blank);
    if (space !== undefined) {
      at += space.length;
      continue;
    }

    const joined = take(joint);
    if (joined !== undefined) {
      add('keyword', joined.length);
      continue;
    }

    if (query[at] === '|') {
      stage = '?';
      add('pipe', 1);
      continue;
    }

    const written = isValue && (stage === '' || stage === 'where') ? take(value) : undefined;
    const quoted = take(text);
    const pattern = isBegin ? take(regex) : undefined;
    const mark = take(operator);
    const delimiter = take(bracket);
    const sign = !isValue && isBegin && (stage === '' || stage === 'where') ? take(minus) : undefined;
    if (quoted !== undefined) {
      compared.lastIndex = at + quoted.length;
      add(!isValue && compared.test(query) ? 'field' : 'string', quoted.length);
    } else if (pattern !== undefined) {
      add('regex', pattern.length);
    } else if (written !== undefined) {
      add(number.test(written) ? 'number' : 'value', written.length);
    } else if (mark !== undefined) {
      add('operator', mark.length);
    } else if (delimiter !== undefined) {
      add('bracket', delimiter.length);
    } else if (sign !== undefined) {
      add('keyword', sign.length);
    } else if (query[at] === '@') {
      add('time', take(time)?.length ?? 1);
    } else {
      const word = take(name);
      add(word === undefined ? 'word' : kindOf(word, isValue), word?.length ?? 1);
    }
  }

  return tokens;

  function kindOf(word: string, isValue: boolean): TokenKind {
    if (stage === '?') {
      stage = word;
      return 'stage';
    }

    const after = at + word.length;
    compared.lastIndex = after;
    if (isValue) {
      return number.test(word) ? 'number' : 'value';
    }

    if (filterKeywords.has(word) || (stage !== '' && stage !== 'where' && stageKeywords.has(word))) {
      return 'keyword';
    }

    if (compared.test(query)) {
      return 'field';
    }

    if (number.test(word)) {
      return 'number';
    }

    if (stage === '' || stage === 'where') {
      return 'word';
    }

    return query[after] === '(' ? 'function' : 'field';
  }
}
