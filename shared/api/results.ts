import Type, { type Static } from 'typebox';
import { ProvenanceSchema, ResultSchema } from '../session/results.ts';

const { tables: _, refused: __, ...result } = ResultSchema.properties;
const table = ResultSchema.properties.tables.items.properties;

/** `GET /v1/sessions/{id}/results`; numbers come as text, as queries do. */
export const ResultsQuerySchema = Type.Object(
  {
    limit: Type.Optional(Type.String({ pattern: '^[0-9]{1,4}$' })),
    /** `next` of the page before. */
    after: Type.Optional(Type.String({ pattern: '^[0-9a-f]{16}\\.[0-9]{1,9}$' })),
  },
  { additionalProperties: false },
);

/**
 * A page of what the pipeline made of a session, with the address of every file of it. Every page names all results;
 * `limit` counts what is listed in them: parts of tables, refused and skipped files, rejections. A table stands on
 * every page that has parts of it. A page may be shorter than `limit`, for an answer has a largest size.
 */
export const ResultsSchema = Type.Object({
  session: Type.String(),
  /** Digest of the pipeline; absent as long as the session was not processed. */
  pipeline: Type.Optional(Type.String()),
  results: Type.Array(
    Type.Object({
      ...result,
      /** Address of the provenance: inputs, outputs with SHA-256, configuration. */
      provenance: Type.String(),
      tables: Type.Array(
        Type.Object({
          ...table,
          parts: Type.Array(
            Type.Object({ address: Type.String(), rows: Type.Integer(), bytes: Type.Integer() }),
          ),
        }),
      ),
      refused: ProvenanceSchema.properties.refused,
      skipped: ProvenanceSchema.properties.skipped,
      /** Checks that rejected, at most 1,000 of them; all checks are in the table `quality`. */
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
  /** Absent on the last page. */
  next: Type.Optional(Type.String()),
});

export type ResultsQuery = Static<typeof ResultsQuerySchema>;
export type Results = Static<typeof ResultsSchema>;
