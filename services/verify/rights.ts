import type { DepsOf, Uses } from '../../shared/service/define.ts';

export const emits = ['SessionVerified'] as const;

export const uses = {
  objects: {
    archive: ['read'],
    'ledger/sessions': ['read', 'write'],
    'ledger/receipts': ['write'],
  },
  secrets: ['receipt-signing'],
} as const satisfies Uses;

export type Deps = DepsOf<typeof uses, (typeof emits)[number]>;
