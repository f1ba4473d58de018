import { CODE } from './delivery-actions/code.ts';
import { GATEWAY } from './delivery-actions/gateway.ts';
import { NETWORK } from './delivery-actions/network.ts';
import { PEOPLE } from './delivery-actions/people.ts';
import { RIGHTS } from './delivery-actions/rights.ts';
import { STORES } from './delivery-actions/stores.ts';
import type { Takes } from './delivery-actions/takes.ts';
import { WATCHING } from './delivery-actions/watching.ts';

/** By theme: each is a policy of the role that deploys. */
export const THEMES: Readonly<Record<string, Readonly<Record<string, Takes>>>> = {
  stores: STORES,
  code: CODE,
  gateway: GATEWAY,
  watching: WATCHING,
  people: PEOPLE,
  network: NETWORK,
  rights: RIGHTS,
};

/** What every type of resource of the program takes. */
export const ACTIONS: Readonly<Record<string, Takes>> = Object.assign({}, ...Object.values(THEMES));
