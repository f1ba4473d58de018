import type { Meter } from '../quantity.ts';
import { bus } from './bus.ts';
import { functions } from './functions.ts';
import { gateway } from './gateway.ts';
import { logs } from './logs.ts';
import { network } from './network.ts';
import { sandboxes } from './sandboxes.ts';
import { search } from './search.ts';
import { secrets } from './secrets.ts';
import { archive, ledger, results } from './stores.ts';
import { watching } from './watching.ts';

export const METERS: readonly Meter[] = [
  archive,
  results,
  ledger,
  functions,
  bus,
  gateway,
  search,
  network,
  watching,
  logs,
  secrets,
  sandboxes,
];
