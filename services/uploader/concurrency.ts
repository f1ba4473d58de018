/** Tasks that run beside the caller. The first failure is kept until somebody waits for them. */
export interface Tasks {
  add(task: Promise<void>): void;
  readonly failed: boolean;
  /** Resolves once all have ended; throws the first failure. */
  settle(): Promise<void>;
}

export function openTasks(): Tasks {
  const running = new Set<Promise<void>>();
  let failure: { readonly error: unknown } | undefined;
  return {
    add: (task) => {
      const watched = task
        .catch((error: unknown) => {
          failure ??= { error };
        })
        .finally(() => running.delete(watched));
      running.add(watched);
    },
    get failed() {
      return failure !== undefined;
    },
    settle: async () => {
      await Promise.all(running);
      if (failure) throw failure.error;
    },
  };
}

/** Lets at most `count` callers in at the same time, in the order in which they came. */
export function openSlots(count: number): <T>(work: () => Promise<T>) => Promise<T> {
  let free = count;
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (free > 0) free -= 1;
    else await new Promise<void>((enter) => waiting.push(enter));
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else free += 1;
    }
  };
}

/**
 * Takes items as they come and works on at most `limit` at a time. The first error, also one of the items' source,
 * calls `stop` so that running work can end early, and is thrown once all work has ended.
 */
export async function forEachLimit<T>(
  items: AsyncGenerator<T, void>,
  limit: number,
  work: (item: T) => Promise<void>,
  stop: (error: unknown) => void,
): Promise<void> {
  let failure: { readonly error: unknown } | undefined;
  const lane = async (): Promise<void> => {
    try {
      for (let next = await items.next(); !next.done && !failure; next = await items.next())
        await work(next.value);
    } catch (error) {
      if (!failure) stop(error);
      failure ??= { error };
    }
  };
  await Promise.all(Array.from({ length: limit }, lane));
  if (failure) throw failure.error;
}
