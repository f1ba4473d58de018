import type { Subscription } from '../../../../../shared/clients/local/bus/index.ts';

/** `keep` is only ever written to; `work` is worked off. The attempts outlast all kills. */
export const CRASH_SUBSCRIPTIONS: readonly Subscription[] = [
  { queue: 'keep', filter: {}, settings: { visibilityTimeout: 600, attempts: 1000 } },
  { queue: 'work', filter: {}, settings: { visibilityTimeout: 600, attempts: 1000 } },
];
