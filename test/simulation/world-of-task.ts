import type { Objects, StoreName } from '../../shared/ports/objects.ts';
import { Fault } from '../../shared/service/errors.ts';
import type { World } from '../../shared/service/wire.ts';
import type { Task } from './scheduler.ts';

const effect = { effect: true } as const;

/** The world as one task sees it: every call waits for the scheduler, and may fail. */
export function worldOfTask(world: World, task: Task): World {
  const { landing, archive, results, ledger } = world.stores;
  const storeOf = (name: StoreName, store: Objects): Objects => ({
    ...store,
    head: (...call) => task.call(`head ${name}/${call[0]}`, () => store.head(...call)),
    get: (...call) => task.call(`get ${name}/${call[0]}`, () => store.get(...call)),
    list: (...call) => task.call(`list ${name}/${call[0].prefix}`, () => store.list(...call)),
    put: (...call) => task.call(`put ${name}/${call[0]}`, () => store.put(...call), effect),
    putStream: (...call) => task.call(`put ${name}/${call[0]}`, () => store.putStream(...call), effect),
    remove: (...call) => task.call(`remove ${name}/${call[0]}`, () => store.remove(...call), effect),
  });
  const searchEffect = {
    ...effect,
    failure: () => new Fault('search-unavailable', 'The search engine gave no answer.'),
  };
  const { search, compute, mail, deadLetters, bus } = world;
  return {
    ...world,
    stores: {
      landing: storeOf('landing', landing),
      archive: storeOf('archive', archive),
      results: storeOf('results', results),
      ledger: storeOf('ledger', ledger),
    },
    bus: {
      publish: (event) =>
        task.call(`publish ${event.type} ${event.id} of ${event.subject}`, () => bus.publish(event), effect),
    },
    search: {
      ...search,
      write: (...call) => task.call('search.write', () => search.write(...call), searchEffect),
      ensureIndex: (...call) =>
        task.call('search.ensureIndex', () => search.ensureIndex(...call), searchEffect),
    },
    compute: {
      offer: (...call) => task.call('compute.offer', () => compute.offer(...call)),
      launch: (...call) => task.call(`launch ${call[0].token}`, () => compute.launch(...call), effect),
      find: (...call) => task.call(`find ${call[0]}`, () => compute.find(...call)),
      end: (...call) => task.call(`end ${call[0]}`, () => compute.end(...call), effect),
    },
    mail: {
      operators: mail.operators,
      send: (message) =>
        task.call(`send ${message.id}`, () => mail.send(message), {
          ...effect,
          failure: () => new Fault('mail-unavailable', 'The mail server gave no answer.'),
        }),
    },
    deadLetters: {
      ...deadLetters,
      receive: (...call) => task.call('dead letters', () => deadLetters.receive(...call)),
      acknowledge: (...call) =>
        task.call(`acknowledge the dead letter ${call[1]}`, () => deadLetters.acknowledge(...call), effect),
    },
  };
}
