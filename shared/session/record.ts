import Type, { type Static } from 'typebox';
import { ResultSchema } from './results.ts';

/**
 * The stages that a session passes, in their order. Each is written once, with its time. `closed`: its last file was
 * written at the source; `uploaded`: the client had sent everything; `archived`: the manifest was committed;
 * `verified`: every file was read back; `processed`: a pipeline went through it for the first time.
 */
export const STAGES = ['closed', 'uploaded', 'archived', 'verified', 'processed'] as const;
export type Stage = (typeof STAGES)[number];

export const QuarantinedSchema = Type.Object({
  field: Type.String(),
  value: Type.String(),
  code: Type.String(),
  reason: Type.String(),
});

/**
 * The truth about a session, `sessions/<id>/record.json` in the ledger. Index and tables are projections of it.
 * It is changed by compare-and-set only, and every change raises `revision` by one.
 */
export const SessionRecordSchema = Type.Object({
  format: Type.Literal(1),
  id: Type.String(),
  source: Type.String(),
  revision: Type.Integer({ minimum: 1 }),
  /** From the folder's name; what the metadata says of it stands in the index. */
  recordedAt: Type.Optional(Type.String()),
  manifest: Type.Object({
    /** SHA-256 of the committed manifest's bytes. */
    sha256: Type.String(),
    files: Type.Integer(),
    bytes: Type.Integer(),
  }),
  /** The current revision under `sessions/<id>/metadata/<revision>.json`. */
  metadata: Type.Object({
    revision: Type.Integer({ minimum: 1 }),
    file: Type.Union([Type.String(), Type.Null()]),
  }),
  /** Trouble with fields known at commit, beside what the metadata itself shows. */
  quarantined: Type.Array(QuarantinedSchema),
  /** Digest of the pipeline that went through the session last; absent as long as none did. */
  pipeline: Type.Optional(Type.String({ pattern: '^[0-9a-f]{16}$' })),
  /** What that pipeline made of it, processor by processor. */
  results: Type.Optional(Type.Array(ResultSchema)),
  /** When each stage was reached, ISO 8601 UTC. */
  stages: Type.Partial(Type.Record(Type.Enum([...STAGES]), Type.String())),
});

export type SessionRecord = Static<typeof SessionRecordSchema>;

/** Keys in the area `ledger/sessions`. */
export const recordKey = (id: string): string => `${id}/record.json`;
export const ledgerManifestKey = (id: string): string => `${id}/manifest.json`;
export const metadataKey = (id: string, revision: number): string => `${id}/metadata/${revision}.json`;
export const projectionKey = (id: string): string => `${id}/projection.json`;

/**
 * The record with a stage reached; the same record where it was reached before, so that whoever repeats a stage
 * neither moves its time nor raises the revision.
 */
export function reachStage(record: SessionRecord, stage: Stage, at: string): SessionRecord {
  if (record.stages[stage]) return record;
  return { ...record, revision: record.revision + 1, stages: { ...record.stages, [stage]: at } };
}
