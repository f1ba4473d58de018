import type { DepsOf, Uses } from '../../shared/service/define.ts';

export const uses = {
  objects: {
    'ledger/failures': ['read', 'list'],
    'ledger/outbox': ['list'],
    'ledger/uploads': ['read'],
  },
  search: ['read'],
  deadLetters: true,
} as const satisfies Uses;

export type Deps = DepsOf<typeof uses>;
