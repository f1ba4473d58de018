import { describeObjects } from '../../../../contracts/objects.ts';
import { openLocalWorld } from './local-world.ts';

describeObjects('the local archive, which keeps every object as a file', () => openLocalWorld('archive'));
