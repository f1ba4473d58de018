import { readRange, requireScalar } from './bounds.ts';
import { QueryError } from './errors.ts';
import { MAX_QUERY_BYTES } from './limits.ts';
import {
  countClause,
  isKey,
  isLoneAsterisk,
  missingOperator,
  openReader,
  peek,
  type Reader,
  readDeeper,
  take,
  takeKeyword,
  unexpected,
} from './reader.ts';
import type { PhraseToken, Token, WordToken } from './tokens.ts';
import type { Operator, Query, Span, Term, Value } from './tree.ts';
import { keywordOf, refuseForeign, termOf } from './words.ts';

interface Key extends Span {
  readonly text: string;
}

/**
 * The tree of a query's text. `not` binds closer than `and`, `and` closer than `or`; words and phrases side by side
 * belong together, and all of them must occur. An empty text is everything. Throws QueryError, nothing else.
 */
export function parseQuery(text: string): Query {
  if (new TextEncoder().encode(text).length > MAX_QUERY_BYTES) {
    const span = { position: 0, length: text.length };
    throw new QueryError('The query is too long.', span, `at most ${MAX_QUERY_BYTES} bytes`);
  }
  const reader = openReader(text);
  if (peek(reader).type === 'end') return { type: 'everything' };
  const query = readOr(reader);
  const rest = peek(reader);
  if (rest.type === ')')
    throw new QueryError('This parenthesis closes none.', rest, 'an opening parenthesis before it');
  if (rest.type !== 'end') throw missingOperator(reader);
  return query;
}

/** `key` is there inside `key: ( … )`, where every condition is a value of that key. */
const readOr = (reader: Reader, key?: Key): Query => readJoined(reader, 'or', () => readAnd(reader, key));
const readAnd = (reader: Reader, key?: Key): Query => readJoined(reader, 'and', () => readNot(reader, key));

function readJoined(reader: Reader, type: 'and' | 'or', readPart: () => Query): Query {
  const queries: Query[] = [];
  do {
    const part = readPart();
    queries.push(...(part.type === type ? part.queries : [part]));
  } while (takeKeyword(reader, type));
  const [first] = queries;
  return queries.length === 1 && first ? first : { type, queries };
}

function readNot(reader: Reader, key?: Key): Query {
  const token = peek(reader);
  if (!takeKeyword(reader, 'not')) return readCondition(reader, key);
  return { type: 'not', query: readDeeper(reader, token, () => readNot(reader, key)) };
}

function readCondition(reader: Reader, key?: Key): Query {
  const token = peek(reader);
  if (token.type === '(') return readGroup(reader, key);
  if (key) return readValue(reader, key);
  const keyword = keywordOf(token);
  if (keyword) {
    const expected = isKey(reader)
      ? `quotes around the key: "${keyword}"`
      : `a condition on both sides of "${keyword}"`;
    throw new QueryError(`"${keyword}" joins nothing here.`, token, expected);
  }
  if (token.type !== 'word' && token.type !== 'phrase') throw unexpected(token, 'a word, a phrase or a key');
  return isKey(reader) ? readField(reader, token) : readAnywhere(reader);
}

function readGroup(reader: Reader, key?: Key): Query {
  const open = take(reader);
  const query = readDeeper(reader, open, () => readOr(reader, key));
  const close = peek(reader);
  if (close.type === 'end')
    throw new QueryError('This parenthesis is never closed.', open, 'a closing parenthesis');
  if (close.type !== ')') throw missingOperator(reader);
  take(reader);
  return query;
}

function readField(reader: Reader, token: WordToken | PhraseToken): Query {
  take(reader);
  const key = keyOf(token, peek(reader));
  if (peek(reader).type !== ':') return readValue(reader, key);
  take(reader);
  return peek(reader).type === '(' ? readGroup(reader, key) : readValue(reader, key);
}

function keyOf(token: WordToken | PhraseToken, next: Token): Key {
  const { text, position, length } = token;
  if (token.type === 'word') {
    refuseForeign(token, next);
    if (token.bare.includes('*')) {
      throw new QueryError(
        'A key takes no asterisk.',
        token,
        'the whole key, or no key at all to search everywhere',
      );
    }
    if (token.bare.endsWith('~')) {
      throw new QueryError('A key takes no ~.', token, `the ~ after the value: ${text.slice(0, -1)}: value~`);
    }
  }
  return { text, position, length };
}

function readAnywhere(reader: Reader): Query {
  const token = peek(reader);
  if (isLoneAsterisk(reader)) {
    countClause(reader, take(reader));
    return { type: 'everything' };
  }
  const terms = readTerms(reader);
  if (terms.length > 0) return { type: 'anywhere', terms };
  throw new QueryError(
    'A range needs a key.',
    token,
    'a key before it, as in age: 10..20; or quotes around the text',
  );
}

/** One condition on a key: what stands after the colon, or the comparison itself. */
function readValue(reader: Reader, key: Key): Query {
  const start = peek(reader);
  const value = readValueOf(reader, key);
  const end = reader.tokens[reader.next - 1] ?? start;
  return {
    type: 'field',
    key: key.text,
    value,
    keySpan: { position: key.position, length: key.length },
    valueSpan: { position: start.position, length: end.position + end.length - start.position },
  };
}

function readValueOf(reader: Reader, key: Key): Value {
  const token = peek(reader);
  if (token.type === '<' || token.type === '<=' || token.type === '>' || token.type === '>=') {
    return readComparison(reader, token.type);
  }
  if (keywordOf(token) === 'not') {
    throw new QueryError(
      '"not" stands after the key.',
      token,
      `"not" before the key: not ${key.text}: value`,
    );
  }
  if ((token.type !== 'word' && token.type !== 'phrase') || keywordOf(token))
    throw unexpected(token, 'a value');
  if (isKey(reader)) {
    const expected = `quotes around the value: ${key.text}: "…"`;
    throw new QueryError('A value cannot hold a bare colon or comparison.', token, expected);
  }
  if (isLoneAsterisk(reader)) {
    countClause(reader, take(reader));
    return { type: 'exists' };
  }
  const range = token.type === 'word' ? readRange(token) : undefined;
  if (!range) return { type: 'terms', terms: readTerms(reader) };
  countClause(reader, take(reader));
  return range;
}

function readComparison(reader: Reader, operator: Operator): Value {
  take(reader);
  const token = take(reader);
  if (token.type !== 'word' && token.type !== 'phrase') throw unexpected(token, 'a number or a date');
  countClause(reader, token);
  requireScalar(token.text, token);
  return { type: 'comparison', operator, bound: token.text };
}

/** Words and phrases up to the next operator, parenthesis, key or range. */
function readTerms(reader: Reader): Term[] {
  const terms: Term[] = [];
  for (let token = peek(reader); token.type === 'word' || token.type === 'phrase'; token = peek(reader)) {
    if (keywordOf(token) || isKey(reader)) break;
    if (token.type === 'word') {
      if (readRange(token)) break;
      refuseForeign(token, peek(reader, 1));
    }
    countClause(reader, token);
    terms.push(termOf(token));
    take(reader);
  }
  return terms;
}
