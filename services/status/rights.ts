import type { DepsOf, Uses } from '../../shared/service/define.ts';

/** No search: a function is either in the private network, where search is, or outside, where the queues are. */
export const uses = {
  objects: {
    'ledger/failures': ['read', 'list'],
    'ledger/outbox': ['list'],
    'ledger/uploads': ['read'],
  },
  deadLetters: ['count'],
} as const satisfies Uses;

export type Deps = DepsOf<typeof uses>;
