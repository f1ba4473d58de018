import Type, { type Static } from 'typebox';
import { ProvenanceSchema, ResultSchema } from '../session/results.ts';

const { tables: _, refused: __, ...result } = ResultSchema.properties;
const table = ResultSchema.properties.tables.items.properties;

/** `GET /v1/sessions/{id}/results`: what the pipeline made of a session, with the address of every file of it. */
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
});

export type Results = Static<typeof ResultsSchema>;
