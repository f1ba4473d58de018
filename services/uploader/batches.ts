import type { Clock } from '../../shared/ports/clock.ts';

export interface Batches<Item, Result> {
  /** The result for one item, asked for together with others. It counts as in use until `work` has ended. */
  use<T>(item: Item, work: (result: Result) => Promise<T>): Promise<T>;
}

export interface BatchOptions<Item, Result> {
  /** Items that one request may carry. */
  readonly most: number;
  /** Weight with which nobody starves: while more is in use, a batch waits until it is full. */
  readonly enough: number;
  /** Of one item; 1 where it is left out. */
  weigh?(item: Item): number;
  /** Results in the order of the items. */
  send(items: readonly Item[]): Promise<readonly Result[]>;
  readonly clock: Clock;
}

interface Waiting<Item, Result> {
  readonly item: Item;
  readonly weight: number;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

/** Milliseconds between two requests, unless enough waits: short for a person, long enough for items to gather. */
const PAUSE = 20;

/**
 * Gathers single requests into batches, one request at a time: the first goes at once, what comes while it is under
 * way or shortly after goes with the next.
 */
export function openBatches<Item, Result>(options: BatchOptions<Item, Result>): Batches<Item, Result> {
  const { most, enough, weigh = () => 1, send, clock } = options;
  let waiting: Waiting<Item, Result>[] = [];
  let asking = false;
  /** Pauses that have not ended. */
  let resting = 0;
  let inUse = 0;

  const ask = async (batch: readonly Waiting<Item, Result>[]): Promise<void> => {
    const weight = weightOf(batch);
    asking = true;
    inUse += weight;
    try {
      const results = await send(batch.map(({ item }) => item));
      if (results.length !== batch.length)
        throw new Error(`The platform gave ${results.length} answers to ${batch.length} questions.`);
      for (const [index, result] of results.entries()) batch[index]?.resolve(result);
    } catch (error) {
      inUse -= weight;
      for (const { reject } of batch) reject(error);
    }
    asking = false;
    void rest();
    next();
  };

  const rest = async (): Promise<void> => {
    resting += 1;
    await clock.wait(PAUSE);
    resting -= 1;
    next();
  };

  const next = (): void => {
    if (asking || waiting.length === 0) return;
    const full = waiting.length >= most;
    if (!full && (inUse > enough || (resting > 0 && weightOf(waiting) < enough))) return;
    const batch = waiting.slice(0, most);
    waiting = waiting.slice(most);
    void ask(batch);
  };

  return {
    use: async (item, work) => {
      const weight = weigh(item);
      const result = await new Promise<Result>((resolve, reject) => {
        waiting.push({ item, weight, resolve, reject });
        next();
      });
      try {
        return await work(result);
      } finally {
        inUse -= weight;
        next();
      }
    },
  };
}

const weightOf = (items: readonly { readonly weight: number }[]): number =>
  items.reduce((sum, { weight }) => sum + weight, 0);
