import { check, type SchemaProblem } from '../schema/validate.ts';
import { EVENTS } from './catalog.ts';
import { type Envelope, EnvelopeSchema } from './envelope.ts';

export type ParsedEvent =
  | { readonly ok: true; readonly event: Envelope }
  | { readonly ok: false; readonly problems: readonly SchemaProblem[] };

/** Reads an event as it came from a queue: envelope first, then the data against its own schema. */
export function parseEvent(text: string): ParsedEvent {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { ok: false, problems: [{ field: '', reason: 'is not JSON' }] };
  }
  const envelope = check(EnvelopeSchema, value);
  if (!envelope.ok) return envelope;
  const data = check(EVENTS[envelope.value.type].data, envelope.value.data);
  if (!data.ok)
    return { ok: false, problems: data.problems.map((p) => ({ ...p, field: `/data${p.field}` })) };
  return { ok: true, event: envelope.value };
}
