import type { Assertion } from '../assertion.ts';
import { account } from './account.ts';
import { bus } from './bus.ts';
import { functions } from './functions.ts';
import { gateway } from './gateway.ts';
import { machines } from './machines.ts';
import { network } from './network.ts';
import { rights } from './rights.ts';
import { search } from './search.ts';
import { secrets } from './secrets.ts';
import { stores } from './stores.ts';
import { watching } from './watching.ts';

/** Every assertion, by theme. */
export const THEMES = {
  stores,
  bus,
  functions,
  rights,
  network,
  machines,
  gateway,
  search,
  watching,
  secrets,
  account,
};

export const ASSERTIONS: readonly Assertion[] = Object.values(THEMES).flat();
