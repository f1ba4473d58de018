import Type, { type Static } from 'typebox';
import { MAX_SANDBOX_HOURS, SANDBOX_ID_PATTERN, SANDBOX_PHASES } from '../session/sandbox.ts';

const closed = { additionalProperties: false } as const;

/** `POST /v1/sandboxes`: either `sessionIds` or `query`. Repeating it with the same `id` asks for no second one. */
export const SandboxRequestSchema = Type.Object(
  {
    id: Type.Optional(Type.String({ pattern: SANDBOX_ID_PATTERN })),
    /** At most 1,000 different ones; the limit here leaves room for repeated ids. */
    sessionIds: Type.Optional(Type.Array(Type.String({ maxLength: 128 }), { maxItems: 5000 })),
    /** In the language of docs/queries.md; what it finds now is what the sandbox holds. */
    query: Type.Optional(Type.String({ maxLength: 8192 })),
    /** E-mail, phone number in international form, Slack `#channel`, or `slack:webhook`. */
    callbackAddresses: Type.Optional(Type.Array(Type.String({ maxLength: 320 }), { maxItems: 20 })),
    /** How long it lasts once it is ready. */
    hours: Type.Optional(Type.Integer({ minimum: 1, maximum: MAX_SANDBOX_HOURS })),
    /** For people. */
    name: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
  },
  closed,
);

export const SandboxSchema = Type.Object({
  id: Type.String(),
  name: Type.Optional(Type.String()),
  state: Type.Enum([...SANDBOX_PHASES]),
  /** How many. */
  sessions: Type.Integer(),
  query: Type.Optional(Type.String()),
  callbackAddresses: Type.Array(Type.String()),
  hours: Type.Number(),
  requestedAt: Type.String(),
  /** What it holds, costs and takes, before anything was started. */
  quote: Type.Optional(
    Type.Object({
      files: Type.Integer(),
      bytes: Type.Integer(),
      /** Files that have to be restored from the deep archive first. */
      archived: Type.Integer(),
      instanceType: Type.String(),
      dollars: Type.Number(),
      minutes: Type.Number(),
    }),
  ),
  /** Files and bytes that are on the instance. */
  progress: Type.Optional(
    Type.Object({
      files: Type.Integer(),
      bytes: Type.Integer(),
      /** Files of which the source gave no SHA-256: size and CRC-32 were compared. */
      withoutSha256: Type.Integer(),
    }),
  ),
  /** Where its files are, as a person gets there. */
  place: Type.Optional(Type.String()),
  readyAt: Type.Optional(Type.String()),
  expiresAt: Type.Optional(Type.String()),
  /** When it ended or failed, why (an error code, `asked` or `expired`), and in words. */
  endedAt: Type.Optional(Type.String()),
  reason: Type.Optional(Type.String()),
  detail: Type.Optional(Type.String()),
});

/** `GET /v1/sandboxes/{id}`. */
export const WholeSandboxSchema = Type.Object({
  ...SandboxSchema.properties,
  sessionIds: Type.Array(Type.String()),
});

/** `GET /v1/sandboxes`: the newest first. */
export const SandboxesQuerySchema = Type.Object(
  {
    after: Type.Optional(Type.String({ maxLength: 128 })),
    limit: Type.Optional(Type.String({ pattern: '^[0-9]{1,4}$' })),
  },
  closed,
);

export const SandboxesSchema = Type.Object({
  sandboxes: Type.Array(SandboxSchema),
  next: Type.Optional(Type.String()),
});

export type SandboxRequest = Static<typeof SandboxRequestSchema>;
export type Sandbox = Static<typeof SandboxSchema>;
export type WholeSandbox = Static<typeof WholeSandboxSchema>;
export type SandboxesQuery = Static<typeof SandboxesQuerySchema>;
export type Sandboxes = Static<typeof SandboxesSchema>;
