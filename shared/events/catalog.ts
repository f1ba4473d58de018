import Type, { type Static, type TSchema } from 'typebox';

const SandboxId = Type.String({ pattern: '^sbx-[a-z0-9]{16}$' });
const Digest = Type.String({ pattern: '^[0-9a-f]{16}$' });
/** E-mail, E.164 phone number, or a Slack channel; shared/session/callback.ts reads them. */
const Addresses = Type.Array(Type.String({ maxLength: 320 }), { maxItems: 20 });
/** Absent above 100 sessions: the sandbox's document in the ledger has them all. */
const SessionIds = Type.Optional(Type.Array(Type.String(), { maxItems: 100 }));

const SessionId = Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$' });

interface EventDefinition {
  /** One sentence for docs/events.md: when it is emitted. */
  readonly when: string;
  readonly data: TSchema;
}

/**
 * Every event that services exchange: types, validators and docs/events.md follow from this table.
 * Fields may be added, never renamed or given another meaning; a new meaning is a new event.
 */
export const EVENTS = {
  UploadCompleted: {
    when: 'A client has put all files and proposed a manifest; nothing is committed yet.',
    data: Type.Object({
      sessionId: SessionId,
      proposal: Type.String({ pattern: '^[0-9a-f]{8}-[0-9]{1,12}$' }),
    }),
  },
  SessionMigrated: {
    when: 'The manifest of a session is committed: it exists from now on, for good.',
    data: Type.Object({ sessionId: SessionId }),
  },
  SessionVerified: {
    when: 'Every file of a session was read back from the archive and its SHA-256 compared.',
    data: Type.Object({ sessionId: SessionId }),
  },
  SessionProcessed: {
    when: 'Every processor has been through a session; the results of its pipeline are complete.',
    data: Type.Object({ sessionId: SessionId, digest: Digest }),
  },
  SessionProcessingFailed: {
    when: 'A file of a session could not be processed; the others were, and the reason is in the inbox.',
    data: Type.Object({
      sessionId: SessionId,
      processor: Type.String(),
      file: Type.Optional(Type.String()),
      code: Type.String(),
      detail: Type.String(),
    }),
  },
  SandboxRequested: {
    when: 'Somebody asked for a sandbox; its sessions are frozen to their manifests.',
    data: Type.Object({ sandboxId: SandboxId }),
  },
  SandboxEndRequested: {
    when: 'Somebody asked to end a sandbox before its time.',
    data: Type.Object({ sandboxId: SandboxId }),
  },
  SandboxEnvironmentReady: {
    when: 'Every file of the sessions is on the instance, and its SHA-256 was compared there.',
    data: Type.Object({
      sandboxId: SandboxId,
      sessionIds: SessionIds,
      /** Where it is, as a person gets there: a folder of this workstation, or the instance's host name. */
      place: Type.Optional(Type.String({ maxLength: 1024 })),
      expiresAt: Type.Optional(Type.String()),
      callbackAddresses: Addresses,
    }),
  },
  SandboxFailed: {
    when: 'A sandbox cannot become ready; nothing of it is left running.',
    data: Type.Object({
      sandboxId: SandboxId,
      code: Type.String(),
      detail: Type.String(),
      callbackAddresses: Addresses,
    }),
  },
  SandboxExpiring: {
    when: 'A sandbox will end soon, and its storage with it: what is to be kept is copied out before.',
    data: Type.Object({ sandboxId: SandboxId, expiresAt: Type.String(), callbackAddresses: Addresses }),
  },
  SandboxEnded: {
    when: 'A sandbox has ended, and its instance storage is gone.',
    data: Type.Object({ sandboxId: SandboxId, reason: Type.String(), callbackAddresses: Addresses }),
  },
  SessionIndexed: {
    when: 'The search document of a session shows this revision of its record.',
    data: Type.Object({ sessionId: SessionId, revision: Type.Integer({ minimum: 1 }) }),
  },
  MetadataQuarantined: {
    when: 'Some fields of the metadata could not be used as what they seem to be; the session is indexed without them.',
    data: Type.Object({ sessionId: SessionId, fields: Type.Array(Type.String(), { maxItems: 100 }) }),
  },
} as const satisfies Record<string, EventDefinition>;

export type EventType = keyof typeof EVENTS;
export type EventData<T extends EventType> = Static<(typeof EVENTS)[T]['data']>;
