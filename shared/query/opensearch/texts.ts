import type { Term } from '../tree.ts';
import { allOf, anyOf, type Dsl, isOneOf, matchNone } from './clauses.ts';

/** Where a text is looked for: its whole value, its words, or both. */
export interface TextFields {
  readonly exact?: string;
  readonly text?: string;
}

/** The text as the index holds it. */
export const normalizeText = (text: string): string => text.normalize('NFC');

/** Any of the words, each as the whole value or by all of its parts. */
export function anyWord(words: readonly string[], { exact, text }: TextFields): Dsl {
  const texts = words.map(normalizeText);
  // Many short words cost one clause; those of several parts need all of them, and so a clause each.
  const single = texts.filter((word) => /^[\p{L}\p{N}]+$/u.test(word));
  const composed = texts.filter((word) => !single.includes(word));
  return anyOf([
    ...(exact ? [isOneOf(exact, texts)] : []),
    ...(text && single.length > 0 ? [match(text, single.join(' '), { operator: 'or' })] : []),
    ...(text ? composed.map((word) => match(text, word, { operator: 'and' })) : []),
  ]);
}

/** A term of any kind. */
export function textClause(term: Term, fields: TextFields): Dsl {
  const { exact, text } = fields;
  switch (term.type) {
    case 'word':
      return anyWord([term.text], fields);
    case 'phrase':
      return anyOf([
        ...(exact ? [isOneOf(exact, [normalizeText(term.text)])] : []),
        ...(text ? [{ match_phrase: { [text]: { query: normalizeText(term.text) } } }] : []),
      ]);
    case 'fuzzy':
      return match(text ?? exact ?? '', normalizeText(term.text), {
        operator: 'and',
        fuzziness: term.edits === 'auto' ? 'AUTO' : term.edits,
        // Else each misspelling that the index knows becomes a clause of its own.
        fuzzy_rewrite: 'constant_score',
      });
    case 'wildcard':
      return anyOf([
        ...(exact ? [wildcard(exact, exactPattern(term.pieces))] : []),
        ...(text ? [wordsLike(text, term.pieces)] : []),
      ]);
  }
}

const match = (field: string, query: string, options: { [option: string]: string | number }): Dsl => ({
  match: { [field]: { query, ...options } },
});

const wildcard = (field: string, value: string): Dsl => ({
  wildcard: { [field]: { value, case_insensitive: true } },
});

const exactPattern = (pieces: readonly string[]): string =>
  pieces.map((piece) => normalizeText(piece).replace(/[\\*?]/g, '\\$&')).join('*');

/** Patterns are not analyzed, so they are cut into words here as the analyzer of the index would do it. */
function wordsLike(field: string, pieces: readonly string[]): Dsl {
  const pattern = pieces.map((piece) => foldLetters(piece).replaceAll('*', ' ')).join('*');
  const words = pattern.match(/(?:[\p{L}\p{N}*]|(?<=\p{N})[.,](?=\p{N}))+/gu) ?? [];
  const telling = words.filter((word) => word.replaceAll('*', '') !== '');
  if (telling.length === 0) return matchNone;
  return allOf(
    telling.map((word) =>
      word.includes('*') ? wildcard(field, word) : match(field, word, { operator: 'and' }),
    ),
  );
}

const LETTERS: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ı: 'i',
  µ: 'u',
  μ: 'u',
};

/** Lower case without accents, as the filters `lowercase` and `asciifolding` leave it. */
const foldLetters = (text: string): string =>
  text
    .replace(/(?<=\d\d)T(?=\d\d)/g, ' ')
    .toLowerCase()
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .normalize('NFC')
    .replace(/[ßæœøłđıµμ]/g, (letter) => LETTERS[letter] ?? letter);
