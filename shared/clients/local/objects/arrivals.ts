import { ObjectError } from '../../../ports/objects.ts';

/** One part that is coming in. */
export interface Arrival {
  /** Whether the part's place in the upload's file is this arrival's alone to write to. */
  readonly inPlace: boolean;
  /** Aborts when the upload is completed or aborted in the meantime. */
  readonly signal: AbortSignal;
  end(): void;
}

/** Keeps those who write to the file of an upload out of each other's way. */
export interface Arrivals {
  /** `placeTaken`: what lies in the part's place is recorded and must stay. Throws Conflict while the upload is closed. */
  begin(uploadId: string, part: number, placeTaken: boolean): Arrival;
  /** Runs `work` while nothing comes in: ends what does, and refuses more until `work` is done. One at a time. */
  exclusively<T>(uploadId: string, work: () => Promise<T>): Promise<T>;
  /** Ends everything that is coming in. */
  endAll(): Promise<void>;
}

interface Activity {
  readonly arrivals: Map<AbortController, { readonly ended: Promise<void> }>;
  readonly places: Set<number>;
  exclusive?: Promise<void> | undefined;
}

export function trackArrivals(): Arrivals {
  const active = new Map<string, Activity>();

  function activityOf(uploadId: string): Activity {
    const known = active.get(uploadId);
    if (known) return known;
    const activity: Activity = { arrivals: new Map(), places: new Set() };
    active.set(uploadId, activity);
    return activity;
  }

  function forgetIfIdle(uploadId: string, { arrivals, exclusive }: Activity): void {
    if (arrivals.size === 0 && !exclusive) active.delete(uploadId);
  }

  async function endArrivals({ arrivals }: Activity): Promise<void> {
    for (const controller of arrivals.keys()) controller.abort(closed());
    await Promise.all([...arrivals.values()].map(({ ended }) => ended));
  }

  return {
    begin(uploadId, part, placeTaken) {
      const activity = activityOf(uploadId);
      if (activity.exclusive) throw closed();
      const controller = new AbortController();
      const { promise: ended, resolve } = Promise.withResolvers<void>();
      const inPlace = !placeTaken && !activity.places.has(part);
      if (inPlace) activity.places.add(part);
      activity.arrivals.set(controller, { ended });
      return {
        inPlace,
        signal: controller.signal,
        end() {
          activity.arrivals.delete(controller);
          if (inPlace) activity.places.delete(part);
          forgetIfIdle(uploadId, activity);
          resolve();
        },
      };
    },

    async exclusively(uploadId, work) {
      let activity = activityOf(uploadId);
      while (activity.exclusive) {
        await activity.exclusive;
        activity = activityOf(uploadId);
      }
      const { promise, resolve } = Promise.withResolvers<void>();
      activity.exclusive = promise;
      try {
        await endArrivals(activity);
        return await work();
      } finally {
        activity.exclusive = undefined;
        forgetIfIdle(uploadId, activity);
        resolve();
      }
    },

    async endAll() {
      await Promise.all([...active.values()].map(endArrivals));
    },
  };
}

const closed = (): ObjectError =>
  new ObjectError('Conflict', 'The upload is being completed or aborted; ask again how it stands.');
