import type { EventData, EventType } from '../events/catalog.ts';
import type { Envelope } from '../events/envelope.ts';
import type { Bus } from '../ports/bus.ts';
import { type Clock, isoTime } from '../ports/clock.ts';
import type { ObjectRights } from '../ports/objects.ts';

/**
 * Makes a change and tells of it, so that neither happens without the other: the event is written to the outbox,
 * the change is made, the event is published and taken out again. Where the process dies in between, the sweep
 * (services/reconcile) publishes what was left. A change that threw is left to the sweep as well, since it may have
 * been made and only its answer lost. An event may therefore come twice, and now and then for a change that was not
 * made: consumers read the truth, the event only says where to look.
 */
export type Announce<E extends EventType> = <T extends E, R>(
  type: T,
  data: EventData<T>,
  change: () => Promise<R>,
) => Promise<R>;

/** Rights on the area `ledger/outbox` that announcing takes; every service that emits has them. */
export const OUTBOX_RIGHTS = ['write', 'remove'] as const;
export type Outbox = ObjectRights['write'] & ObjectRights['remove'];

export const outboxKey = (event: Envelope): string => `${event.id}.json`;

export function announcer(world: {
  outbox: Outbox;
  bus: Bus;
  clock: Clock;
  service: string;
  newId: () => string;
}): Announce<EventType> {
  return async (type, data, change) => {
    const event = envelope(world, type, data);
    const key = outboxKey(event);
    await world.outbox.put(key, Buffer.from(JSON.stringify(event)), { ifNoneMatch: '*' });
    const result = await change();
    await world.bus.publish(event);
    await world.outbox.remove(key);
    return result;
  };
}

function envelope<T extends EventType>(
  world: { clock: Clock; service: string; newId: () => string },
  type: T,
  data: EventData<T>,
): Envelope {
  return {
    specversion: '1.0',
    id: world.newId(),
    source: `/services/${world.service}`,
    type,
    subject: 'sessionId' in data ? data.sessionId : data.sandboxId,
    time: isoTime(world.clock),
    datacontenttype: 'application/json',
    data: { ...data },
  };
}
