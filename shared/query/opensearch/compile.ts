import { normalizeKey } from '../../session/metadata/key.ts';
import { QueryError } from '../errors.ts';
import type { Anywhere, Field, Query, Span } from '../tree.ts';
import { ATTRIBUTE_TEXT, attributeClause } from './attributes.ts';
import { allOf, anyOf, countLeaves, type Dsl, equals, isOneOf, matchAll, noneOf } from './clauses.ts';
import { coreClause } from './core.ts';
import { type AlsoAttributes, coreFieldOf } from './fields.ts';
import { textClause } from './texts.ts';
import { type FieldValue, fieldValueOf } from './values.ts';

export interface CompileOptions {
  /** What the caller may see; nothing else is ever found. */
  readonly sources: readonly string[] | '*';
  /** What `now` and `today` mean. */
  readonly now: Date;
  /** Conditions, from the first, whose matching attributes come back with each hit as `inner_hits`. */
  readonly matches?: number;
}

/** Below the 1,024 of `indices.query.bool.max_clause_count`, so that the answer is ours and says what to do. */
const MAX_LEAVES = 1000;
/** Matching attributes that are shown of one condition. */
const MATCHES_SHOWN = 3;

interface Context {
  readonly now: Date;
  /** Names for the `inner_hits` that are left to give away. */
  readonly names: string[];
}

/** The query in OpenSearch's DSL. Throws QueryError where a typed key gets a value that is not of its type. */
export function compileQuery(query: Query, { sources, now, matches = 0 }: CompileOptions): Dsl {
  const names = Array.from({ length: matches }, (_, index) => `match-${matches - index}`);
  const visible = sources === '*' ? [] : [isOneOf('source', sources)];
  const compiled: Dsl = { bool: { filter: [...visible, compile(query, { now, names })] } };
  if (countLeaves(compiled) > MAX_LEAVES) {
    throw new QueryError('The query asks for too much at once.', NOWHERE, 'fewer conditions');
  }
  return compiled;
}

const NOWHERE: Span = { position: 0, length: 0 };

function compile(query: Query, context: Context): Dsl {
  switch (query.type) {
    case 'everything':
      return matchAll;
    case 'and':
      return allOf(query.queries.map((part) => compile(part, context)));
    case 'or':
      return compileOr(query.queries, context);
    case 'not':
      // What does not match has nothing to show.
      return noneOf(compile(query.query, { ...context, names: [] }));
    case 'anywhere':
      return compileAnywhere(query, context);
    case 'field':
      return compileField(query, askedOf(query), context);
  }
}

/** Words asked of the same key become one clause: a list of hundreds of ids stays a small query. */
function compileOr(queries: readonly Query[], context: Context): Dsl {
  const lists = new Map<string, { field: Field; words: string[] }>();
  const clauses: Dsl[] = [];
  for (const query of queries) {
    const value = query.type === 'field' ? askedOf(query) : undefined;
    if (query.type !== 'field' || value?.type !== 'any-word' || isTyped(query)) {
      clauses.push(compile(query, context));
      continue;
    }
    const key = normalizeKey(query.key);
    const list = lists.get(key) ?? { field: query, words: [] };
    list.words.push(...value.words);
    lists.set(key, list);
  }
  for (const { field, words } of lists.values()) {
    clauses.push(compileField(field, { type: 'any-word', words }, context));
  }
  return anyOf(clauses);
}

/** Each value of a typed field has its own place in an error. */
const isTyped = ({ key }: Field): boolean => (coreFieldOf(key)?.kind.type ?? 'text') !== 'text';

function compileAnywhere({ terms }: Anywhere, context: Context): Dsl {
  const found = allOf(terms.map((term) => textClause(term, { text: 'words' })));
  const name = context.names.pop();
  if (name === undefined) return found;
  const shown = anyOf(terms.map((term) => textClause(term, { text: 'attrs.text' })));
  return { bool: { filter: [found], should: [nested(shown, name)] } };
}

function compileField({ key, valueSpan }: Field, value: FieldValue, context: Context): Dsl {
  const core = coreFieldOf(key);
  const attributes = core?.attributes ?? 'ending-so';
  return anyOf([
    ...(core ? [coreClause(core, value, context.now, valueSpan ?? NOWHERE)] : []),
    ...(attributes === 'none' ? [] : [compileAttribute(key, attributes, value, context)]),
  ]);
}

function compileAttribute(
  key: string,
  attributes: Exclude<AlsoAttributes, 'none'>,
  value: FieldValue,
  { now, names }: Context,
): Dsl {
  if (attributes === 'ending-so') {
    const sameEnd = equals('attrs.n', normalizeKey(key));
    return nested(allOf([sameEnd, attributeClause(value, now, ATTRIBUTE_TEXT)]), names.pop());
  }
  const sameKey: Dsl = { term: { 'attrs.k': { value: key, case_insensitive: true } } };
  const wholeValue = { exact: ATTRIBUTE_TEXT.exact };
  return nested(allOf([sameKey, attributeClause(value, now, wholeValue)]), names.pop());
}

/** Where only whole values are compared a phrase is a word like others. */
const askedOf = ({ key, value }: Field): FieldValue =>
  fieldValueOf(value, (coreFieldOf(key)?.attributes ?? 'ending-so') !== 'ending-so');

const nested = (query: Dsl, name: string | undefined): Dsl => ({
  nested: {
    path: 'attrs',
    query,
    ...(name !== undefined && {
      inner_hits: { name, size: MATCHES_SHOWN, _source: ['attrs.k', 'attrs.text'] },
    }),
  },
});
