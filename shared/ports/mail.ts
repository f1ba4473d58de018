import type { Callback } from '../session/callback.ts';

/** A message to one person or channel, in plain text. */
export interface MailMessage {
  /** 1 to 64 of `[A-Za-z0-9-]`. The same message has the same id however often it is sent; the text shows it. */
  readonly id: string;
  readonly to: Callback;
  /** One line; left out where a channel knows none (SMS). */
  readonly subject: string;
  /** Lines parted by \n; e-mail wraps long ones that are not indented. */
  readonly text: string;
  /** When it was written, milliseconds since the epoch: the same however often it is sent. */
  readonly written: number;
}

/** `unreachable`: refused for good, and by whom and why; sending it again as it is would change nothing. */
export type Delivery =
  | { readonly state: 'sent' }
  | { readonly state: 'unreachable'; readonly reason: string };

/** Messages to people. Every client passes test/contracts/mail.ts. */
export interface Mail {
  /**
   * Hands a message over to whoever carries it. Where the channel allows it, the same id twice is one message.
   * Throws the Fault mail-unavailable: try again later. It may have been sent all the same, where only the answer
   * was lost.
   */
  send(message: MailMessage): Promise<Delivery>;
  /** Who runs the platform, as configured: told of what nobody else asked to be told of. */
  readonly operators: readonly Callback[];
}
