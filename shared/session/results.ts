import Type, { type Static } from 'typebox';

const Count = Type.Integer({ minimum: 0 });

/** How many checks of quality ended how. */
export const VerdictCountsSchema = Type.Object({
  reject: Count,
  grade: Count,
  warn: Count,
  pass: Count,
});

/**
 * What a check says of a signal. `reject`: not to be used; `grade`: of lesser quality; `warn`: look at it, real
 * hearts and animals break this rule too.
 */
export type Verdict = keyof Static<typeof VerdictCountsSchema>;

/** What one processor made of a session, as the record says it. */
export const ResultSchema = Type.Object({
  processor: Type.String(),
  version: Type.String(),
  /** Names the folder of the results; follows from the processor's name, version and configuration. */
  digest: Type.String({ pattern: '^[0-9a-f]{16}$' }),
  tables: Type.Array(Type.Object({ name: Type.String(), files: Count, rows: Count, bytes: Count })),
  /** Files of the session that it could not process; the reasons are in the provenance and in the inbox. */
  refused: Count,
  quality: Type.Optional(VerdictCountsSchema),
  at: Type.String(),
});

export type Result = Static<typeof ResultSchema>;

/**
 * `<sessionId>/processed/<processor>@<digest>/provenance.json` in the results, beside the folders of the tables:
 * what was made of what, by what. Written once and last, so that results which have one are complete.
 */
export const ProvenanceSchema = Type.Object({
  format: Type.Literal(1),
  session: Type.String(),
  processor: Type.String(),
  version: Type.String(),
  digest: Type.String({ pattern: '^[0-9a-f]{16}$' }),
  config: Type.Record(Type.String(), Type.Unknown()),
  manifestSha256: Type.String(),
  /** The metadata that were read beside the files. */
  metadataRevision: Type.Integer({ minimum: 1 }),
  inputs: Type.Array(
    Type.Object({
      path: Type.String(),
      version: Type.String(),
      crc32: Type.String(),
      sha256: Type.Optional(Type.String()),
    }),
  ),
  /** Files with the right name that turned out to be nothing for this processor. */
  skipped: Type.Array(Type.Object({ path: Type.String(), reason: Type.String() })),
  refused: Type.Array(Type.Object({ path: Type.String(), code: Type.String(), detail: Type.String() })),
  outputs: Type.Array(
    Type.Object({
      table: Type.String(),
      /** Key in the results. */
      key: Type.String(),
      version: Type.String(),
      rows: Count,
      bytes: Count,
      sha256: Type.String(),
    }),
  ),
  /** How the checks of quality ended, and the ones that rejected (at most 1,000 of them). */
  quality: Type.Optional(
    Type.Object({
      counts: VerdictCountsSchema,
      rejected: Type.Array(
        Type.Object({
          file: Type.String(),
          lead: Type.String(),
          check: Type.String(),
          detail: Type.String(),
        }),
      ),
    }),
  ),
  startedAt: Type.String(),
  finishedAt: Type.String(),
});

export type Provenance = Static<typeof ProvenanceSchema>;

/** Prefix in the results of everything that one processor makes of a session. */
export const resultPrefix = (sessionId: string, processor: string, digest: string): string =>
  `${sessionId}/processed/${processor}@${digest}/`;

export const provenanceKey = (sessionId: string, processor: string, digest: string): string =>
  `${resultPrefix(sessionId, processor, digest)}provenance.json`;
