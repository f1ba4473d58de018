import type { DepsOf, Uses } from '../../shared/service/define.ts';

export const emits = ['SessionMigrated'] as const;

export const uses = {
  objects: {
    archive: ['read', 'write'],
    'ledger/uploads': ['read', 'write'],
    'ledger/sessions': ['write'],
    'ledger/receipts': ['write'],
  },
  secrets: ['receipt-signing'],
} as const satisfies Uses;

export type Deps = DepsOf<typeof uses, (typeof emits)[number]>;
