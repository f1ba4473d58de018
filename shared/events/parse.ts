import { check, type SchemaProblem } from '../schema/validate.ts';
import { EVENTS } from './catalog.ts';
import { type Envelope, EnvelopeSchema } from './envelope.ts';

export type ParsedEvent =
  | { readonly ok: true; readonly event: Envelope }
  | { readonly ok: false; readonly problems: readonly SchemaProblem[] };

/** Reads an event as it came from a queue: envelope first, then the data against its own schema. */
export function parseEvent(text: string): ParsedEvent {
  const envelope = parseEnvelope(text);
  if (!envelope.ok) return envelope;
  const { event } = envelope;
  const data = check(EVENTS[event.type].data, event.data);
  if (!data.ok)
    return { ok: false, problems: data.problems.map((p) => ({ ...p, field: `/data${p.field}` })) };
  return { ok: true, event };
}

/** Reads an event for whoever only passes it on: what its data must hold is asked by those who handle it. */
export function parseEnvelope(text: string): ParsedEvent {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { ok: false, problems: [{ field: '', reason: 'is not JSON' }] };
  }
  const envelope = check(EnvelopeSchema, value);
  return envelope.ok ? { ok: true, event: envelope.value } : envelope;
}
