import type { DepsOf, Uses } from '../../shared/service/define.ts';

export const emits = ['UploadCompleted'] as const;

export const uses = {
  objects: {
    /** Removing hides what an earlier attempt left of an uncommitted session; bytes are never deleted. */
    'archive/raw': ['read', 'locate', 'address', 'multipart', 'remove'],
    results: ['read', 'locate'],
    'ledger/uploads': ['read', 'write', 'address', 'remove'],
    'ledger/sessions': ['read'],
    'ledger/receipts': ['read'],
    'ledger/keys': ['read'],
  },
  secrets: ['token-signing'],
} as const satisfies Uses;

export type Deps = DepsOf<typeof uses, (typeof emits)[number]>;
