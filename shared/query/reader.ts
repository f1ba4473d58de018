import { QueryError } from './errors.ts';
import { MAX_QUERY_CLAUSES, MAX_QUERY_DEPTH } from './limits.ts';
import { readTokens, type Token } from './tokens.ts';
import { type Keyword, keywordOf, nearKeyword } from './words.ts';

/** Where the parser stands in the tokens, and how much of the limits is used. */
export interface Reader {
  readonly tokens: readonly Token[];
  next: number;
  depth: number;
  clauses: number;
}

export const openReader = (text: string): Reader => ({
  tokens: readTokens(text),
  next: 0,
  depth: 0,
  clauses: 0,
});

const END: Token = { type: 'end', position: 0, length: 0 };

/** The next token; past the last one it is the `end`. */
export const peek = (reader: Reader, ahead = 0): Token =>
  reader.tokens[reader.next + ahead] ?? reader.tokens.at(-1) ?? END;

export function take(reader: Reader): Token {
  const token = peek(reader);
  reader.next += 1;
  return token;
}

/** Takes the operator if it is next; before a colon it is a key that wants quotation marks. */
export function takeKeyword(reader: Reader, keyword: Keyword): boolean {
  if (keywordOf(peek(reader)) !== keyword || isKey(reader)) return false;
  reader.next += 1;
  return true;
}

/** Whether the next token is followed by what makes it a key. */
export const isKey = (reader: Reader): boolean => [':', '<', '<=', '>', '>='].includes(peek(reader, 1).type);

/** `*` with no other word beside it. */
export function isLoneAsterisk(reader: Reader): boolean {
  const [token, next] = [peek(reader), peek(reader, 1)];
  const isLast = (next.type !== 'word' && next.type !== 'phrase') || keywordOf(next) !== undefined;
  return token.type === 'word' && /^\*+$/.test(token.bare) && isLast;
}

export function countClause(reader: Reader, token: Token): void {
  reader.clauses += 1;
  if (reader.clauses <= MAX_QUERY_CLAUSES) return;
  throw new QueryError('The query has too many conditions.', token, `at most ${MAX_QUERY_CLAUSES}`);
}

/** Reads what is one level further in, behind `token`. */
export function readDeeper<T>(reader: Reader, token: Token, read: () => T): T {
  reader.depth += 1;
  if (reader.depth > MAX_QUERY_DEPTH) {
    throw new QueryError('The query is nested too deep.', token, `at most ${MAX_QUERY_DEPTH} levels`);
  }
  const result = read();
  reader.depth -= 1;
  return result;
}

/** What is wrong where a condition ended and the next token neither joins nor closes. */
export function missingOperator(reader: Reader): QueryError {
  const token = peek(reader);
  const before = reader.tokens[reader.next - 1];
  for (const word of [before, token]) {
    const meant = word?.type === 'word' ? nearKeyword(word.text) : undefined;
    if (word?.type === 'word' && meant) {
      return new QueryError(`"${word.text}" is no operator.`, word, `did you mean "${meant}"?`);
    }
  }
  return unexpected(
    token,
    keywordOf(token) === 'not' ? 'did you mean "and not"?' : '"and" or "or" before it',
  );
}

export function unexpected(token: Token, expected: string): QueryError {
  if (token.type === 'end') return new QueryError('The query ends too early.', token, expected);
  const shown = token.type === 'word' || token.type === 'phrase' ? token.text : token.type;
  return new QueryError(`"${shown}" cannot stand here.`, token, expected);
}
