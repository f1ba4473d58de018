import { openArea } from '../../ports/area.ts';
import type { Bus } from '../../ports/bus.ts';
import type { ObjectRights } from '../../ports/objects.ts';
import { outboxKey } from '../../service/announce.ts';
import type { Environment } from '../../service/environment.ts';
import { eventBody } from '../event-body.ts';
import { openSnsBus } from './bus.ts';
import { openS3Stores } from './objects/index.ts';

type BusEnvironment = Pick<Environment, 'topic' | 'busFolder' | 'stores'>;

/** For functions in private subnets: the topic, or the folder of the ledger where the environment names one. */
export function openPrivateBus(environment: BusEnvironment): Bus {
  const { busFolder, stores } = environment;
  if (busFolder === undefined) return openSnsBus(environment);
  return storeBus(openArea(openS3Stores({ stores }).ledger, busFolder));
}

/**
 * A bus by way of the store: each event is left as an object, and the service `publish`, which S3 tells of it, brings
 * it to the topic. Without a condition on the write, since the same id is the same event.
 */
export function storeBus(folder: Pick<ObjectRights['write'], 'put'>): Bus {
  return {
    async publish(event) {
      await folder.put(outboxKey(event), Buffer.from(eventBody(event)));
    },
  };
}
