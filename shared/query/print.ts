import { INSTANT } from './tokens.ts';
import type { Query, Term, Value } from './tree.ts';

/** The canonical text of a query: parsed again it gives the same tree. */
export function printQuery(query: Query): string {
  switch (query.type) {
    case 'everything':
      return '*';
    case 'and':
      return query.queries
        .map((part) => (part.type === 'or' ? `(${printQuery(part)})` : printQuery(part)))
        .join(' and ');
    case 'or':
      return query.queries.map(printQuery).join(' or ');
    case 'not':
      return query.query.type === 'and' || query.query.type === 'or'
        ? `not (${printQuery(query.query)})`
        : `not ${printQuery(query.query)}`;
    case 'anywhere':
      return query.terms.map(printTerm).join(' ');
    case 'field':
      return `${printKey(query.key)}${printValue(query.value)}`;
  }
}

const printKey = (key: string): string =>
  /^[\p{L}\p{N}_.@/-]+$/u.test(key) && !isKeyword(key) ? key : printPhrase(key);

function printValue(value: Value): string {
  switch (value.type) {
    case 'terms':
      return `: ${value.terms.map(printTerm).join(' ')}`;
    case 'exists':
      return ': *';
    case 'comparison':
      return ` ${value.operator} ${/\s/.test(value.bound) ? printPhrase(value.bound) : printWord(value.bound)}`;
    case 'range':
      return `: ${printWord(value.from ?? '').replace(/\.$/, '\\.')}..${printWord(value.to ?? '')}`;
  }
}

function printTerm(term: Term): string {
  switch (term.type) {
    case 'word':
      return printWord(term.text);
    case 'phrase':
      return printPhrase(term.text);
    case 'fuzzy':
      return `${printWord(term.text)}~${term.edits === 'auto' ? '' : term.edits}`;
    case 'wildcard':
      return term.pieces.map(escapeBare).join('*');
  }
}

const printPhrase = (text: string): string => `"${text.replace(/["\\]/g, '\\$&')}"`;

function printWord(text: string): string {
  if (isKeyword(text)) return `\\${text}`;
  INSTANT.lastIndex = 0;
  return INSTANT.exec(text)?.[0] === text ? text : escapeBare(text);
}

/** Escapes whatever would mean something if it stood bare, here or in another query language. */
const escapeBare = (text: string): string =>
  text.replace(/[\s\\():<>"{}*~=!&|[\u201c-\u201e]|\.(?=\.)/g, '\\$&');

const isKeyword = (text: string): boolean => /^(?:and|or|not)$/i.test(text);
