import Type, { type Static, type TSchema } from 'typebox';

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
