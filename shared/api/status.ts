import Type, { type Static } from 'typebox';
import { FailureSchema } from '../service/inbox.ts';

/** `GET /v1/status`. */
export const StatusSchema = Type.Object({
  /** Sessions that search shows, of the sources of the key. */
  sessions: Type.Integer(),
  bytes: Type.Integer(),
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
  search: Type.Object({ ok: Type.Boolean(), detail: Type.Optional(Type.String()) }),
  /** Events written and not yet published. */
  outbox: Type.Integer(),
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
export type FailuresQuery = Static<typeof FailuresQuerySchema>;
export type Failures = Static<typeof FailuresSchema>;
