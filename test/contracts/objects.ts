import { afterEach, beforeEach, describe } from '@jest/globals';
import { describeConditions } from './objects/conditions.ts';
import { describeKeys } from './objects/keys.ts';
import { describeListing } from './objects/listing.ts';
import { describeMultipart } from './objects/multipart.ts';
import { describeReading } from './objects/reading.ts';
import { describeRestore } from './objects/restore.ts';
import { describeSignedAddresses } from './objects/signed-addresses.ts';
import { describeStreaming } from './objects/streaming.ts';
import type { ObjectsWorld } from './objects/world.ts';

/** What every object store does, whatever it is made of: it is spoken to only through the port and HTTP. */
export function describeObjects(name: string, open: () => Promise<ObjectsWorld>): void {
  describe(name, () => {
    let world: ObjectsWorld;
    beforeEach(async () => {
      world = await open();
    });
    afterEach(() => world.close());

    describeReading(() => world);
    describeStreaming(() => world);
    describeConditions(() => world);
    describeKeys(() => world);
    describeListing(() => world);
    describeSignedAddresses(() => world);
    describeMultipart(() => world);
    describeRestore(() => world);
  });
}
