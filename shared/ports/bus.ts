import type { Envelope } from '../events/envelope.ts';

/** The largest event that the bus takes, in bytes of JSON: what SNS and SQS take. */
export const MAX_EVENT_BYTES = 256 * 1024;

/**
 * Publishes events. Resolves once the event is durable: in every queue that subscribes to it, or where it is sure to be
 * brought there from.
 */
export interface Bus {
  /** Refuses an event above 256 KB with `EventTooLarge`. May deliver more than once, never less. */
  publish(event: Envelope): Promise<void>;
}

/** One condition on an attribute, as SNS filter policies know them. */
export type FilterCondition =
  | string
  | { readonly prefix: string }
  | { readonly 'anything-but': readonly string[] }
  | { readonly exists: boolean };

/** Every named attribute must meet one of its conditions. Attributes of an event: `type`, `source`, `subject`. */
export type FilterPolicy = Readonly<Record<string, readonly FilterCondition[]>>;

export class BusError extends Error {
  override readonly name = 'BusError';
  /** `InvalidValue`: a number or a name outside of what the queue takes. */
  readonly code: 'EventTooLarge' | 'BadFilter' | 'NoSuchQueue' | 'InvalidValue';
  constructor(code: BusError['code'], message: string) {
    super(message);
    this.code = code;
  }
}
