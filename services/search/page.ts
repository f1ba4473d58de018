import { createHash } from 'node:crypto';
import Type, { type Static } from 'typebox';
import { check } from '../../shared/schema/validate.ts';
import { Refusal } from '../../shared/service/errors.ts';

/** Sessions of one page at most. */
export const MAX_PAGE_SIZE = 1000;

/** Newest first; what has no time comes last, in the order of ids. */
export const SORT = [
  // A number that is a date, where `_last` would be one that JSON cannot carry: the first of January of the year 1.
  { recorded_at: { order: 'desc', missing: -62_135_596_800_000 } },
  { id: { order: 'asc' } },
] as const;

export const CursorSchema = Type.Object(
  {
    v: Type.Literal(1),
    /** Digest of the query that the pages belong to. */
    query: Type.String({ maxLength: 64 }),
    /** Sort values of the last session shown. */
    after: Type.Tuple([Type.Integer(), Type.String({ maxLength: 128 })]),
    /** The point in time that the pages are of; the first page is of none. */
    pointInTime: Type.Optional(Type.String({ maxLength: 5800 })),
    /** Of pages of objects: the first file, by its place in the manifest, of the last session that was not shown. */
    from: Type.Optional(Type.Integer({ minimum: 0 })),
  },
  { additionalProperties: false },
);

export type Cursor = Static<typeof CursorSchema>;

export const digestOf = (query: string): string => createHash('sha256').update(query).digest('base64url');

/** Opaque to whoever passes it on; it grants nothing, rights are checked anew on every page. */
export const encodeCursor = (cursor: Cursor): string =>
  Buffer.from(JSON.stringify(cursor)).toString('base64url');

/** Throws the refusal request-invalid for what this platform never gave out, or gave out for another query. */
export function decodeCursor(text: string, query: string): Cursor {
  const checked = check(CursorSchema, parseJson(Buffer.from(text, 'base64url').toString('utf8')));
  if (!checked.ok) throw invalid('This is no `next` of a page.');
  if (checked.value.query !== query) throw invalid('This `next` belongs to another query.');
  return checked.value;
}

/** The size of a page: 1 to 1,000. Throws the refusal request-invalid. */
export function checkPageSize(size: number): number {
  if (Number.isInteger(size) && size >= 1 && size <= MAX_PAGE_SIZE) return size;
  throw new Refusal('request-invalid', `A page has 1 to ${MAX_PAGE_SIZE} sessions.`, { field: '?limit' });
}

const invalid = (detail: string): Refusal =>
  new Refusal('request-invalid', detail, { field: '?after', hint: 'search again from the first page' });

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
