import type { Clock } from '../../../ports/clock.ts';
import type { Message } from '../../../ports/queue.ts';
import type { Database } from '../sqlite.ts';

export interface ReceiveOptions {
  readonly max: number;
  readonly waitSeconds: number;
  readonly signal?: AbortSignal;
}

/** Hands the messages of one queue to those who wait for them, in the order in which they asked. */
export interface LongPoll {
  receive(options: ReceiveOptions): Promise<Message[]>;
  /** To be called when messages may have become visible, or will at another time than before. */
  wake(): void;
  /** Sends all who wait home without messages. */
  close(): void;
}

/** What is polled; called within a commit. */
export interface Polled {
  take(max: number): Message[];
  /** When the next hidden message becomes visible, milliseconds since the epoch. */
  nextVisible(): number | undefined;
}

interface Receiver {
  readonly max: number;
  /** False once it is to be answered even without messages. */
  patient: boolean;
  /** Holds messages that are not yet on disk as delivered: it must not leave now. */
  served: boolean;
  answer(messages: Message[]): void;
  fail(error: unknown): void;
}

/**
 * One round at a time: a single transaction serves everybody who waits. Rounds start when somebody comes, when
 * `wake` is called, when a wait ends, and when the next hidden message becomes visible: there is no polling.
 */
export function openLongPoll(database: Database, clock: Clock, polled: Polled): LongPoll {
  const receivers = new Set<Receiver>();
  let running = false;
  let asked = false;
  let alarm = new AbortController();

  async function run(): Promise<void> {
    asked = true;
    if (running) return;
    running = true;
    while (asked && receivers.size > 0) await round();
    running = false;
  }

  async function round(): Promise<void> {
    alarm.abort();
    try {
      const { answers, next } = await database.commit(serve, { sync: false });
      for (const [receiver, messages] of answers) receiver.answer(messages);
      if (next !== undefined && receivers.size > 0) void runAt(next);
    } catch (error) {
      for (const receiver of receivers) receiver.fail(error);
    }
  }

  // Runs at the end of the turn, and so serves those too who came after the round was asked for.
  function serve() {
    asked = false;
    let left = true;
    const answers: [Receiver, Message[]][] = [];
    for (const receiver of receivers) {
      const messages: Message[] = left ? polled.take(receiver.max) : [];
      left = messages.length === receiver.max;
      receiver.served = messages.length > 0;
      if (receiver.served || !receiver.patient) answers.push([receiver, messages]);
    }
    return { answers, next: answers.length < receivers.size ? polled.nextVisible() : undefined };
  }

  async function runAt(time: number): Promise<void> {
    alarm = new AbortController();
    const { signal } = alarm;
    await clock.wait(time - clock.now(), signal);
    if (!signal.aborted) await run();
  }

  function receive({ max, waitSeconds, signal }: ReceiveOptions): Promise<Message[]> {
    if (signal?.aborted) return Promise.resolve([]);
    return new Promise((resolve, reject) => {
      const patience = new AbortController();
      const leave = () => {
        receivers.delete(receiver);
        signal?.removeEventListener('abort', onAbort);
        patience.abort();
      };
      const receiver: Receiver = {
        max,
        patient: waitSeconds > 0,
        served: false,
        answer: (messages) => {
          leave();
          resolve(messages);
        },
        fail: (error) => {
          leave();
          reject(error);
        },
      };
      const onAbort = () => {
        if (!receiver.served) receiver.answer([]);
      };
      signal?.addEventListener('abort', onAbort);
      receivers.add(receiver);
      void run();
      if (receiver.patient) void endPatience(receiver, waitSeconds * 1000, patience.signal);
    });
  }

  async function endPatience(receiver: Receiver, ms: number, signal: AbortSignal): Promise<void> {
    await clock.wait(ms, signal);
    if (signal.aborted) return;
    receiver.patient = false;
    await run();
  }

  return {
    receive,
    wake: () => void run(),
    close() {
      alarm.abort();
      for (const receiver of receivers) if (!receiver.served) receiver.answer([]);
    },
  };
}
