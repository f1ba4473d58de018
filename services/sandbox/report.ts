import Type, { type Static } from 'typebox';

/**
 * What an instance says of itself: `<instanceId>/report.json` in the area `ledger/instances`, overwritten each time.
 * The latest one says everything, so that neither order nor loss of the ones before matters.
 */
export const ReportSchema = Type.Object({
  format: Type.Literal(1),
  phase: Type.Enum(['copying', 'verifying', 'ready', 'failed']),
  /** Counts grow with every report of one program; a program that was started again begins anew. */
  progress: Type.Object({
    files: Type.Integer({ minimum: 0 }),
    bytes: Type.Integer({ minimum: 0 }),
    /** Files whose source gave no SHA-256: size and CRC-32 were compared. */
    withoutSha256: Type.Integer({ minimum: 0 }),
  }),
  /** Where the files are, as a person gets there. */
  place: Type.Optional(Type.String({ maxLength: 1024 })),
  failure: Type.Optional(
    Type.Object({ code: Type.String({ maxLength: 64 }), detail: Type.String({ maxLength: 2000 }) }),
  ),
  /** Pages of the recipe whose addresses have expired: they are written anew. */
  wants: Type.Optional(Type.Array(Type.Integer({ minimum: 0 }), { maxItems: 1000 })),
});

export type Report = Static<typeof ReportSchema>;

export const REPORT_SUFFIX = '/report.json';
export const reportKey = (instanceId: string): string => `${instanceId}${REPORT_SUFFIX}`;
