import { QueryError } from './errors.ts';
import type { Operator, Span } from './tree.ts';

export type Token = WordToken | PhraseToken | SymbolToken | EndToken;

export interface WordToken extends Span {
  readonly type: 'word';
  /** The word with its escapes resolved. */
  readonly text: string;
  /** As `text`, with NUL for every escaped character: only what stands bare can mean something. */
  readonly bare: string;
}

export interface PhraseToken extends Span {
  readonly type: 'phrase';
  readonly text: string;
}

export interface SymbolToken extends Span {
  readonly type: '(' | ')' | ':' | Operator;
}

export interface EndToken extends Span {
  readonly type: 'end';
}

const SPACE = /\s/;
/** These end a word, and mean something of their own. */
const SPECIAL = /[\s():<>"{}]/;
const CURLY_QUOTES = /[\u201c-\u201e]/;

/** An instant holds colons, and is a word all the same. */
export const INSTANT = /\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})?/iy;

/** The words, phrases and symbols of a query, closed by an `end`. Throws QueryError. */
export function readTokens(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    if (SPACE.test(text.charAt(at))) {
      at += 1;
      continue;
    }
    const token = readToken(text, at);
    tokens.push(token);
    at += token.length;
  }
  tokens.push({ type: 'end', position: text.length, length: 0 });
  return tokens;
}

function readToken(text: string, position: number): Token {
  const first = text.charAt(position);
  const one = { position, length: 1 };
  if (first === '(' || first === ')' || first === ':') return { type: first, ...one };
  if (first === '<' || first === '>') {
    return text.charAt(position + 1) === '='
      ? { type: `${first}=`, position, length: 2 }
      : { type: first, ...one };
  }
  if (first === '"') return readPhrase(text, position);
  if (first === '{' || first === '}') {
    throw new QueryError('Braces mean nothing here.', one, 'the whole key, as in subject.age: 30');
  }
  if (CURLY_QUOTES.test(first)) {
    throw new QueryError('These are typographic quotation marks.', one, 'straight ones: "…"');
  }
  return readWord(text, position);
}

/** Inside quotation marks a backslash escapes these two; before anything else it is a backslash. */
function readPhrase(text: string, position: number): PhraseToken {
  let phrase = '';
  for (let at = position + 1; at < text.length; at++) {
    const char = text.charAt(at);
    const next = text.charAt(at + 1);
    if (char === '"') {
      const length = at + 1 - position;
      if (phrase === '')
        throw new QueryError('The quotation marks are empty.', { position, length }, 'text between them');
      return { type: 'phrase', text: phrase, position, length };
    }
    if (char === '\\' && (next === '"' || next === '\\')) {
      phrase += next;
      at += 1;
    } else phrase += char;
  }
  throw new QueryError(
    'A quotation mark opens here and never closes.',
    { position, length: text.length - position },
    'a closing quotation mark',
  );
}

function readWord(text: string, position: number): WordToken {
  let word = '';
  let bare = '';
  let at = position;
  while (at < text.length && !SPECIAL.test(text.charAt(at))) {
    const instant = at === position || bare.endsWith('..') ? instantAt(text, at) : '';
    if (instant) {
      word += instant;
      bare += instant;
      at += instant.length;
    } else if (text.charAt(at) === '\\') {
      if (at + 1 >= text.length) {
        throw new QueryError(
          'A backslash stands at the end.',
          { position: at, length: 1 },
          'the character that it escapes',
        );
      }
      word += text.charAt(at + 1);
      bare += '\0';
      at += 2;
    } else {
      word += text.charAt(at);
      bare += text.charAt(at);
      at += 1;
    }
  }
  return { type: 'word', text: word, bare, position, length: at - position };
}

function instantAt(text: string, at: number): string {
  INSTANT.lastIndex = at;
  return INSTANT.exec(text)?.[0] ?? '';
}
