/** A message as a consumer receives it. */
export interface Message {
  readonly id: string;
  /** Stands for this one delivery: acknowledges or releases it, and is void once the visibility timeout passed. */
  readonly receipt: string;
  readonly body: string;
  /** How often the message was delivered, this time included; starts at 1. */
  readonly deliveries: number;
  /** When it was put into the queue, milliseconds since the epoch. */
  readonly sentAt: number;
}

export interface QueueSettings {
  /** How long a delivered message stays hidden from other consumers, in seconds. */
  readonly visibilityTimeout: number;
  /** Deliveries after which a message goes to the dead-letter queue instead of being delivered again. */
  readonly attempts: number;
}

export interface QueueDepth {
  readonly waiting: number;
  /** Delivered, not yet acknowledged. */
  readonly inFlight: number;
  readonly delayed: number;
  readonly dead: number;
}

/** A queue with at-least-once delivery, as one consumer sees it. */
export interface Queue {
  readonly name: string;
  /** Up to `max` (1 to 10) messages; waits up to `waitSeconds` (0 to 20) for the first one. */
  receive(options: { max: number; waitSeconds: number; signal?: AbortSignal }): Promise<Message[]>;
  /** Removes the message for good. A void receipt does nothing. */
  acknowledge(receipt: string): Promise<void>;
  /** Makes the message visible again after `delaySeconds` (0 to 43,200). A void receipt does nothing. */
  release(receipt: string, delaySeconds: number): Promise<void>;
  /** Puts a message directly, bypassing the bus: replay of one consumer's dead letter. */
  send(body: string, options?: { delaySeconds?: number }): Promise<void>;
  depth(): Promise<QueueDepth>;
}

/** Of the queues of all services, and of their dead letters. */
export interface DeadLetterRights {
  /** For the one service that writes them into the inbox. */
  take: {
    receive(max: number): Promise<(Message & { readonly queue: string })[]>;
    acknowledge(queue: string, receipt: string): Promise<void>;
  };
  count: {
    /** Depths by queue name. */
    depths(): Promise<Readonly<Record<string, QueueDepth>>>;
  };
}

export type DeadLetterRight = keyof DeadLetterRights;

export type DeadLetters = DeadLetterRights['take'] & DeadLetterRights['count'];
