import fc from 'fast-check';
import type { Field, Query, Term, Value } from '../../../shared/query/tree.ts';

const text = fc.oneof(
  fc.string({ minLength: 1, maxLength: 12, unit: 'binary' }),
  fc.constantFrom(
    'marta',
    'and',
    'OR',
    'Not',
    '10..20',
    '..',
    'a..b',
    '\\',
    '"',
    '~',
    '~1',
    '*',
    '!=',
    'a=b',
    '[10',
    'TO',
    '“x”',
  ),
  fc.constantFrom(
    '2026-01-01T10:00',
    '2026-01-01T10:00:00.5+01:00',
    'key:',
    'C:\\data',
    'Müller',
    '鼠标',
    'a b',
    '&&',
    '|',
  ),
);

const term: fc.Arbitrary<Term> = fc.oneof(
  text.map((text): Term => ({ type: 'word', text })),
  text.map((text): Term => ({ type: 'phrase', text })),
  fc.record({
    type: fc.constant('fuzzy' as const),
    text,
    edits: fc.constantFrom('auto' as const, 1 as const, 2 as const),
  }),
  fc
    .tuple(fc.option(text, { nil: '' }), fc.array(text, { maxLength: 2 }), text)
    .map(([first, inner, last]): Term => ({ type: 'wildcard', pieces: [first, ...inner, last] })),
);

const terms = fc.array(term, { minLength: 1, maxLength: 3 });

const bound = fc.constantFrom(
  ...[
    '30',
    '-1.5',
    '600MB',
    '1e3',
    '10.',
    '2026',
    '2026-01',
    '2026-01-31',
    '2026-01-31T10:00:00Z',
    'now-7d',
    'today',
  ],
  '2026-01-31 10:00',
  '30 kHz',
);

const value: fc.Arbitrary<Value> = fc.oneof(
  terms.map((terms): Value => ({ type: 'terms', terms })),
  fc.constant<Value>({ type: 'exists' }),
  fc.record({
    type: fc.constant('comparison' as const),
    operator: fc.constantFrom('<' as const, '<=' as const, '>' as const, '>=' as const),
    bound,
  }),
  fc.constantFrom<Value>(
    { type: 'range', from: '10.', to: '20' },
    { type: 'range', from: '10' },
    { type: 'range', to: '.5' },
    { type: 'range', from: '2026-01-01T10:00:00Z', to: '2026-02-01' },
    { type: 'range', from: '2026-01-01 10:00', to: 'now' },
    { type: 'range', from: '600MB', to: '1.5GiB' },
  ),
);

const leaf: fc.Arbitrary<Query> = fc.oneof(
  fc.constant<Query>({ type: 'everything' }),
  terms.map((terms): Query => ({ type: 'anywhere', terms })),
  fc.record({ type: fc.constant('field' as const), key: text, value }),
);

/** Random trees as the parser makes them: nothing nested in its own kind. */
export const queries: fc.Arbitrary<Query> = fc.letrec<{
  query: Query;
  and: Query;
  or: Query;
  not: Query;
  leaf: Query;
}>((tie) => ({
  leaf,
  query: fc.oneof({ maxDepth: 4, depthSize: 'small' }, tie('leaf'), tie('and'), tie('or'), tie('not')),
  and: parts(tie('query')).map((queries) => ({
    type: 'and',
    queries: queries.flatMap((q) => (q.type === 'and' ? q.queries : [q])),
  })),
  or: parts(tie('query')).map((queries) => ({
    type: 'or',
    queries: queries.flatMap((q) => (q.type === 'or' ? q.queries : [q])),
  })),
  not: tie('query').map((query) => ({ type: 'not', query })),
})).query;

function parts(query: fc.Arbitrary<Query>): fc.Arbitrary<Query[]> {
  return fc.array(query, { minLength: 2, maxLength: 3 });
}

/** The same tree without places in a text. */
export function withoutSpans(query: Query): Query {
  if (query.type === 'and' || query.type === 'or')
    return { ...query, queries: query.queries.map(withoutSpans) };
  if (query.type === 'not') return { ...query, query: withoutSpans(query.query) };
  if (query.type !== 'field') return query;
  const { type, key, value }: Field = query;
  return { type, key, value };
}
