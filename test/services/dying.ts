import type { Objects, StoreName } from '../../shared/ports/objects.ts';
import type { World } from '../../shared/service/wire.ts';

/** The process died: nothing that it would have done after this happens. */
export class Died extends Error {
  override readonly name = 'Died';
}

export interface DyingWorld extends World {
  /** Effects on stores and bus up to now. */
  effects(): number;
}

/**
 * The world as a process sees it that dies at its n-th effect: before it is made, or after it was made and before
 * its answer came. Effects are what changes a store, the index or a queue.
 */
export function dyingWorld(world: World, at: number, moment: 'before' | 'after'): DyingWorld {
  let count = 0;
  const effect = async <R>(make: () => Promise<R>): Promise<R> => {
    count += 1;
    if (count > at || (count === at && moment === 'before')) throw new Died(`before effect ${count}`);
    const result = await make();
    if (count >= at) throw new Died(`after effect ${count}`);
    return result;
  };
  const dying = (store: Objects): Objects => ({
    ...store,
    put: (...call) => effect(() => store.put(...call)),
    putStream: (...call) => effect(() => store.putStream(...call)),
    remove: (...call) => effect(() => store.remove(...call)),
    createUpload: (...call) => effect(() => store.createUpload(...call)),
    completeUpload: (...call) => effect(() => store.completeUpload(...call)),
    abortUpload: (...call) => effect(() => store.abortUpload(...call)),
  });
  const { landing, archive, results, ledger } = world.stores;
  const stores: Record<StoreName, Objects> = {
    landing: dying(landing),
    archive: dying(archive),
    results: dying(results),
    ledger: dying(ledger),
  };
  return {
    ...world,
    stores,
    compute: {
      ...world.compute,
      launch: (...call) => effect(() => world.compute.launch(...call)),
      end: (...call) => effect(() => world.compute.end(...call)),
    },
    bus: { publish: (event) => effect(() => world.bus.publish(event)) },
    mail: { ...world.mail, send: (message) => effect(() => world.mail.send(message)) },
    search: { ...world.search, write: (...call) => effect(() => world.search.write(...call)) },
    effects: () => count,
  };
}

/** Every place at which a process that makes so many effects can die. */
export const deaths = (effects: number): { at: number; moment: 'before' | 'after' }[] =>
  Array.from({ length: effects }, (_, index) => [
    { at: index + 1, moment: 'before' as const },
    { at: index + 1, moment: 'after' as const },
  ]).flat();
