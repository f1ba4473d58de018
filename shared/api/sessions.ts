import Type, { type Static } from 'typebox';
import { ManifestSchema } from '../session/manifest.ts';
import { SessionRecordSchema } from '../session/record.ts';
import { ResultSchema } from '../session/results.ts';
import { SignedReceiptSchema } from './receipt.ts';

const closed = { additionalProperties: false } as const;

/** `GET /v1/sessions?q=`: the query is that of docs/queries.md; numbers come as text, as queries do. */
export const FindQuerySchema = Type.Object(
  {
    q: Type.Optional(Type.String({ maxLength: 8192 })),
    limit: Type.Optional(Type.String({ pattern: '^[0-9]{1,4}$' })),
    /** `next` of the page before. */
    after: Type.Optional(Type.String({ maxLength: 8192 })),
    processed: Type.Optional(Type.Enum(['true', 'false'])),
  },
  closed,
);

export const FoundSessionSchema = Type.Object({
  id: Type.String(),
  source: Type.String(),
  /** Several where more than one took part. */
  subject: Type.Array(Type.String()),
  recordedAt: Type.Optional(Type.String()),
  archivedAt: Type.Optional(Type.String()),
  bytes: Type.Integer(),
  files: Type.Integer(),
  /** Names of quarantined fields. */
  quarantined: Type.Array(Type.String()),
  stages: Type.Record(Type.String(), Type.String()),
  /** Pieces of the metadata that matched, `key: value`. */
  matched: Type.Array(Type.String()),
});

export const FoundSchema = Type.Object({
  sessions: Type.Array(FoundSessionSchema),
  /** All that match, not only this page. */
  total: Type.Integer(),
  next: Type.Optional(Type.String()),
  /** When nothing matched: keys that were probably meant. */
  hints: Type.Array(Type.String()),
});

/** Tables of one result that a session names; every CSV file can become one. */
export const MAX_TABLES_SHOWN = 100;

/** `GET /v1/sessions/{id}`. */
export const SessionSchema = Type.Object({
  record: Type.Object({
    ...SessionRecordSchema.properties,
    results: Type.Optional(
      Type.Array(
        Type.Object({
          ...ResultSchema.properties,
          /** How many tables stand behind the ones named here; `GET /v1/sessions/{id}/results` has them all. */
          tablesLeftOut: Type.Optional(Type.Integer({ minimum: 1 })),
        }),
      ),
    ),
  }),
  metadata: Type.Object({
    format: Type.String(),
    value: Type.Record(Type.String(), Type.Unknown()),
    notes: Type.Array(
      Type.Object({ code: Type.String(), message: Type.String(), path: Type.Optional(Type.String()) }),
    ),
  }),
  quarantined: Type.Array(
    Type.Object({ field: Type.String(), value: Type.String(), code: Type.String(), reason: Type.String() }),
  ),
  /** What the index shows by now; absent until it shows the session. */
  indexed: Type.Optional(Type.Object({ revision: Type.Integer(), at: Type.String() })),
  receipt: Type.Optional(SignedReceiptSchema),
});

/** Entries that one page of files, results or objects may have. */
export const MAX_PAGE_SIZE = 5000;

/** Of a session's files, or of its results; `usual` where a request does not say. */
export const PAGE_SIZES = { usual: 1000, most: MAX_PAGE_SIZE } as const;

/** `GET /v1/sessions/{id}/files`; numbers come as text, as queries do. */
export const FilesQuerySchema = Type.Object(
  {
    limit: Type.Optional(Type.String({ pattern: '^[0-9]{1,4}$' })),
    /** A path, such as `next` of the page before: files behind it, in the order of UTF-8 bytes. */
    after: Type.Optional(Type.String({ maxLength: 900 })),
  },
  closed,
);

/**
 * A page of the committed manifest, each file with its address in the store. A page may be shorter than `limit`, for
 * an answer has a largest size: `next` says whether there is more.
 */
export const FilesSchema = Type.Object({
  session: Type.String(),
  manifest: Type.Omit(ManifestSchema, ['files']),
  files: Type.Array(
    Type.Object({ ...ManifestSchema.properties.files.items.properties, address: Type.String() }),
  ),
  /** Path of the last file here; absent on the last page. */
  next: Type.Optional(Type.String()),
});

/**
 * `GET /v1/objects?q=` or `?session=`: objects of the sessions that match, session by session, each in the order of
 * paths. `limit` counts objects.
 */
export const ObjectsQuerySchema = Type.Object(
  {
    ...FindQuerySchema.properties,
    session: Type.Optional(Type.String({ maxLength: 128 })),
    /** Only paths that end so, such as `.mat`. */
    suffix: Type.Optional(Type.String({ maxLength: 128 })),
  },
  closed,
);

/** Objects of a page: without a limit as many as one answer holds, nearly always whole sessions. */
export const OBJECTS_PAGE_SIZES = { usual: MAX_PAGE_SIZE, most: MAX_PAGE_SIZE } as const;

/**
 * A page ends where an answer is full, also inside a session, or after 20 sessions, none of which may have had such
 * an object: `next` alone says whether there is more.
 */
export const ObjectsSchema = Type.Object({
  objects: Type.Array(
    Type.Object({
      session: Type.String(),
      path: Type.String(),
      address: Type.String(),
      size: Type.Integer(),
      crc32: Type.String(),
      sha256: Type.Optional(Type.String()),
    }),
  ),
  next: Type.Optional(Type.String()),
});

export type FindQuery = Static<typeof FindQuerySchema>;
export type Found = Static<typeof FoundSchema>;
export type FoundSession = Static<typeof FoundSessionSchema>;
export type Session = Static<typeof SessionSchema>;
export type FilesQuery = Static<typeof FilesQuerySchema>;
export type Files = Static<typeof FilesSchema>;
export type ObjectsQuery = Static<typeof ObjectsQuerySchema>;
export type FoundObjects = Static<typeof ObjectsSchema>;
