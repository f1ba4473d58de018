import { editDistance } from './distance.ts';
import { QueryError } from './errors.ts';
import type { PhraseToken, Token, WordToken } from './tokens.ts';
import type { Term } from './tree.ts';

export type Keyword = 'and' | 'or' | 'not';
const KEYWORDS: readonly Keyword[] = ['and', 'or', 'not'];

/** The operator that a token is, in any letter case; undefined for every other token, an escaped `\and` too. */
export function keywordOf(token: Token): Keyword | undefined {
  if (token.type !== 'word') return undefined;
  const bare = token.bare.toLowerCase();
  return KEYWORDS.find((keyword) => keyword === bare);
}

/** The operator that a word was probably meant to be, such as `adn`. */
export const nearKeyword = (word: string): Keyword | undefined =>
  KEYWORDS.find((keyword) => editDistance(word.toLowerCase(), keyword, 1) === 1);

/** What a word or a phrase asks for. Throws QueryError. */
export function termOf(token: WordToken | PhraseToken): Term {
  if (token.type === 'phrase') return { type: 'phrase', text: token.text };
  const tilde = /~(\d*)$/.exec(token.bare);
  if (tilde) return fuzzyOf(token, tilde.index, tilde[1] ?? '');
  if (!token.bare.includes('*')) return { type: 'word', text: token.text };
  const pieces = piecesOf(token);
  if (pieces.every((piece) => piece === '')) {
    throw new QueryError('An asterisk alone says nothing here.', token, 'letters beside it, as in va*ue');
  }
  return { type: 'wildcard', pieces };
}

function fuzzyOf(token: WordToken, tilde: number, edits: string): Term {
  const text = token.text.slice(0, tilde);
  if (text === '')
    throw new QueryError(
      'Nothing stands before the ~.',
      token,
      'a single word right before it, as in marta~',
    );
  if (token.bare.slice(0, tilde).includes('*')) {
    throw new QueryError('A word takes either * or ~.', token, 'one of them');
  }
  if (edits === '') return { type: 'fuzzy', text, edits: 'auto' };
  if (edits === '1' || edits === '2') return { type: 'fuzzy', text, edits: edits === '1' ? 1 : 2 };
  throw new QueryError(`A word cannot be searched with ${edits} edits.`, token, '~, ~1 or ~2');
}

/** The literal text around every bare asterisk; several in a row are one. */
function piecesOf(token: WordToken): string[] {
  const pieces: string[] = [];
  let start = 0;
  for (const { index, 0: asterisks } of token.bare.matchAll(/\*+/g)) {
    pieces.push(token.text.slice(start, index));
    start = index + asterisks.length;
  }
  pieces.push(token.text.slice(start));
  return pieces;
}

/** Operators of other languages, with what they are called here. */
const FOREIGN: Readonly<Record<string, string>> = {
  '&': 'did you mean "and"?',
  '&&': 'did you mean "and"?',
  '|': 'did you mean "or"?',
  '||': 'did you mean "or"?',
  '!': 'did you mean "not"?',
  '=': 'did you mean ":"?',
  '==': 'did you mean ":"?',
  '!=': 'did you mean "not key: value"?',
};

/**
 * Refuses words that mean something in other query languages: taken as words they would quietly find the
 * wrong sessions. Escaped or in quotation marks they are text.
 */
export function refuseForeign(token: WordToken, next: Token): void {
  const { bare, text } = token;
  const meant = Object.hasOwn(FOREIGN, bare) ? FOREIGN[bare] : undefined;
  if (meant) throw new QueryError(`"${text}" is no operator here.`, token, meant);
  const [, key, operator, value] = /^([^=!]+)(!?=+)(.*)$/s.exec(bare) ?? [];
  if (key !== undefined && operator !== undefined) {
    const clause = `${key}: ${value || 'value'}`;
    const clear = operator.startsWith('!') ? `not ${clause}` : clause;
    throw new QueryError(
      `"${operator}" is no operator here.`,
      token,
      `did you mean ${clear}? Or quotes around the text`,
    );
  }
  if (bare.startsWith('!')) {
    throw new QueryError(
      '"!" is no operator here.',
      token,
      `did you mean not ${text.slice(1)}? Or quotes around the text`,
    );
  }
  if (/^[[{]/.test(bare) && next.type === 'word' && next.bare === 'TO') {
    throw new QueryError('Ranges are not written so here.', token, 'did you mean 10..20?');
  }
}
