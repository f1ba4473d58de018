import type { Subscription } from '../../shared/clients/local/bus/index.ts';
import type { Envelope } from '../../shared/events/envelope.ts';
import type { DeadLetters, Message } from '../../shared/ports/queue.ts';

interface Waiting {
  readonly id: string;
  readonly body: string;
  readonly sentAt: number;
  deliveries: number;
  visibleAt: number;
}

interface MemoryQueue {
  readonly name: string;
  readonly visibilityMs: number;
  readonly attempts: number;
  readonly takes: (event: Envelope) => boolean;
  readonly messages: Waiting[];
  readonly dead: Waiting[];
}

export interface MemoryQueues {
  readonly deadLetters: DeadLetters;
  /** Puts an event into every queue that takes its type, into some of them `twice`. */
  publish(event: Envelope, twice: () => boolean): void;
  send(queue: string, body: string): void;
  /** Every message that may be delivered now; what was delivered too often becomes a dead letter. */
  visible(): { queue: string; id: string }[];
  /** Hides a message for the visibility timeout and gives it. */
  deliver(queue: string, id: string): Message;
  acknowledge(queue: string, id: string): void;
  release(queue: string, id: string, delayMs: number): void;
  /** When the next hidden message shows itself again. */
  nextVisible(): number;
  isEmpty(): boolean;
}

/** Queues in memory, which outlive every process: at least once, in no order. */
export function openMemoryQueues(subscriptions: readonly Subscription[], now: () => number): MemoryQueues {
  const queues = subscriptions.map(({ queue, settings, filter }): MemoryQueue => {
    const types = filter?.type;
    return {
      name: queue,
      visibilityMs: settings.visibilityTimeout * 1000,
      attempts: settings.attempts,
      takes: ({ type }) => types?.includes(type) ?? false,
      messages: [],
      dead: [],
    };
  });
  let count = 0;

  const named = (name: string): MemoryQueue => {
    const queue = queues.find((each) => each.name === name);
    if (!queue) throw new Error(`There is no queue ${name}.`);
    return queue;
  };
  const put = (queue: MemoryQueue, body: string): void => {
    count += 1;
    queue.messages.push({ id: `m${count}`, body, sentAt: now(), deliveries: 0, visibleAt: now() });
  };
  const drop = (messages: Waiting[], id: string): void => {
    const at = messages.findIndex((each) => each.id === id);
    if (at >= 0) messages.splice(at, 1);
  };

  return {
    publish: (event, twice) => {
      for (const queue of queues) {
        if (!queue.takes(event)) continue;
        put(queue, JSON.stringify(event));
        if (twice()) put(queue, JSON.stringify(event));
      }
    },
    send: (queue, body) => put(named(queue), body),
    visible: () =>
      queues.flatMap((queue) => {
        const shown = queue.messages.filter(({ visibleAt }) => visibleAt <= now());
        for (const message of shown) {
          if (message.deliveries < queue.attempts) continue;
          drop(queue.messages, message.id);
          queue.dead.push(message);
        }
        return shown
          .filter(({ deliveries }) => deliveries < queue.attempts)
          .map(({ id }) => ({ queue: queue.name, id }));
      }),
    deliver: (name, id) => {
      const queue = named(name);
      const message = queue.messages.find((each) => each.id === id);
      if (!message) throw new Error(`${id} is not in ${name}.`);
      message.deliveries += 1;
      message.visibleAt = now() + queue.visibilityMs;
      return { id, receipt: id, body: message.body, deliveries: message.deliveries, sentAt: message.sentAt };
    },
    acknowledge: (name, id) => drop(named(name).messages, id),
    release: (name, id, delayMs) => {
      const message = named(name).messages.find((each) => each.id === id);
      if (message) message.visibleAt = now() + delayMs;
    },
    nextVisible: () =>
      Math.min(...queues.flatMap(({ messages }) => messages.map(({ visibleAt }) => visibleAt))),
    isEmpty: () => queues.every(({ messages, dead }) => messages.length + dead.length === 0),
    deadLetters: {
      receive: async (max) =>
        queues
          .flatMap(({ name, dead }) =>
            dead.map(({ id, body, deliveries, sentAt }) => ({
              queue: name,
              id,
              receipt: id,
              body,
              deliveries,
              sentAt,
            })),
          )
          .slice(0, max),
      acknowledge: async (queue, receipt) => drop(named(queue).dead, receipt),
      depths: async () => ({}),
    },
  };
}
