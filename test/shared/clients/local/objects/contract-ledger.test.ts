import { describeObjects } from '../../../../contracts/objects.ts';
import { openLocalWorld } from './local-world.ts';

describeObjects('the local ledger, which keeps small objects in its index', () => openLocalWorld('ledger'));
