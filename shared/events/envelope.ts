import Type, { type Static } from 'typebox';
import { EVENTS, type EventData, type EventType } from './catalog.ts';

/** CloudEvents 1.0 in JSON (https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md). */
export const EnvelopeSchema = Type.Object(
  {
    specversion: Type.Literal('1.0'),
    id: Type.String({ minLength: 1, maxLength: 128 }),
    /** The service that emitted it, as `/services/<name>`. */
    source: Type.String({ minLength: 1, maxLength: 128 }),
    type: Type.Enum(Object.keys(EVENTS) as EventType[]),
    /** What it is about: a session's id, where there is one. */
    subject: Type.Optional(Type.String({ minLength: 1, maxLength: 256 })),
    time: Type.String({ minLength: 20, maxLength: 35 }),
    datacontenttype: Type.Literal('application/json'),
    data: Type.Object({}, { additionalProperties: true }),
  },
  { additionalProperties: true },
);

export type Envelope = Static<typeof EnvelopeSchema>;

/** An envelope whose data has the type of its event. */
export type EventOf<T extends EventType> = {
  [K in T]: Omit<Envelope, 'type' | 'data'> & { type: K; data: EventData<K> };
}[T];
