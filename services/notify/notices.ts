import type { EventData, EventType } from '../../shared/events/catalog.ts';
import type { Envelope } from '../../shared/events/envelope.ts';
import { type Callback, parseCallback, printCallback } from '../../shared/session/callback.ts';
import {
  endedWords,
  expiringWords,
  failedWords,
  processingFailedWords,
  readyWords,
  type Words,
} from './words.ts';

export const TOLD_EVENTS = [
  'SandboxEnvironmentReady',
  'SandboxFailed',
  'SandboxExpiring',
  'SandboxEnded',
  'SessionProcessingFailed',
] as const satisfies readonly EventType[];

/** An address, or what was given for one. */
export type Recipient =
  | { readonly callback: Callback }
  | { readonly address: string; readonly reason: string };

/** What an event tells, and whom. */
export interface Notice {
  /**
   * What is told of, whichever event tells it: a person hears of one occasion once, also where a service that died
   * told it again under another event id.
   */
  readonly occasion: string;
  readonly to: readonly Recipient[];
  readonly words: Words;
}

/** Of one session and cause the operators are told at most once in so many milliseconds. */
const QUIET_MS = 60 * 60 * 1000;

/** Undefined for an event that nobody is told of. */
export function noticeOf(event: Envelope, operators: readonly Callback[]): Notice | undefined {
  switch (event.type) {
    case 'SandboxEnvironmentReady': {
      const data = event.data as EventData<'SandboxEnvironmentReady'>;
      return sandboxNotice(event, data, readyWords(data));
    }
    case 'SandboxFailed': {
      const data = event.data as EventData<'SandboxFailed'>;
      return sandboxNotice(event, data, failedWords(data));
    }
    case 'SandboxExpiring': {
      const data = event.data as EventData<'SandboxExpiring'>;
      // Prolonged, it expires once more, and that is told once more.
      return sandboxNotice(event, data, expiringWords(data), data.expiresAt);
    }
    case 'SandboxEnded': {
      const data = event.data as EventData<'SandboxEnded'>;
      return sandboxNotice(event, data, endedWords(data));
    }
    case 'SessionProcessingFailed':
      return processingNotice(event, event.data as EventData<'SessionProcessingFailed'>, operators);
    default:
      return undefined;
  }
}

function sandboxNotice(
  { type }: Envelope,
  data: { sandboxId: string; callbackAddresses: readonly string[] },
  words: Words,
  which = '',
): Notice {
  return { occasion: `${type} ${data.sandboxId} ${which}`, to: recipientsOf(data.callbackAddresses), words };
}

/**
 * The hour is that of the event, not of its delivery: so an event that is delivered again, however late, is the
 * same occasion, and of many failures only the first of each hour becomes a message.
 */
function processingNotice(
  { type, time }: Envelope,
  data: EventData<'SessionProcessingFailed'>,
  operators: readonly Callback[],
): Notice {
  const hour = Math.floor(Date.parse(time) / QUIET_MS);
  return {
    occasion: `${type} ${data.sessionId} ${data.code} ${hour}`,
    to: operators.map((callback) => ({ callback })),
    words: processingFailedWords(data),
  };
}

/** Each address once, however it was written. */
function recipientsOf(addresses: readonly string[]): Recipient[] {
  const recipients = new Map<string, Recipient>();
  for (const address of addresses) {
    const parsed = parseCallback(address);
    if (parsed.ok) recipients.set(printCallback(parsed.callback), { callback: parsed.callback });
    else recipients.set(address, { address, reason: parsed.message });
  }
  return [...recipients.values()];
}
