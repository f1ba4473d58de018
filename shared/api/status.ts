import Type, { type Static } from 'typebox';
import { FailureSchema } from '../service/inbox.ts';

/** `GET /v1/status`: what is known without search. */
export const StatusSchema = Type.Object({
  queues: Type.Array(
    Type.Object({
      queue: Type.String(),
      waiting: Type.Integer(),
      inFlight: Type.Integer(),
      delayed: Type.Integer(),
      dead: Type.Integer(),
    }),
  ),
  /** Failures in the inbox by cause. */
  failures: Type.Array(Type.Object({ cause: Type.String(), count: Type.Integer() })),
  /** Events written and not yet published. */
  outbox: Type.Integer(),
});

/** `GET /v1/totals`: what search shows, of the sources of the key. */
export const TotalsSchema = Type.Object({
  sessions: Type.Integer(),
  bytes: Type.Integer(),
});

/** `GET /v1/failures?cause=&after=`: newest last, in the order of their names. */
export const FailuresQuerySchema = Type.Object(
  {
    cause: Type.Optional(Type.String({ maxLength: 64, pattern: '^[a-z-]+$' })),
    session: Type.Optional(Type.String({ maxLength: 128 })),
    after: Type.Optional(Type.String({ maxLength: 1024 })),
    limit: Type.Optional(Type.String({ pattern: '^[0-9]{1,4}$' })),
  },
  { additionalProperties: false },
);

export const FailuresSchema = Type.Object({
  failures: Type.Array(FailureSchema),
  next: Type.Optional(Type.String()),
});

export type Status = Static<typeof StatusSchema>;
export type Totals = Static<typeof TotalsSchema>;

/** Both together. The totals are 0 where search does not answer, and `detail` says why. */
export type WholeStatus = Status &
  Totals & { readonly search: { readonly ok: boolean; readonly detail?: string } };

export type FailuresQuery = Static<typeof FailuresQuerySchema>;
export type Failures = Static<typeof FailuresSchema>;
