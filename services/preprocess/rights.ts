import type { DepsOf, Uses } from '../../shared/service/define.ts';

export const emits = ['SessionProcessed', 'SessionProcessingFailed'] as const;

export const uses = {
  objects: {
    archive: ['read'],
    results: ['read', 'write'],
    'ledger/sessions': ['read', 'write'],
    'ledger/failures': ['read', 'write'],
  },
} as const satisfies Uses;

export type Deps = DepsOf<typeof uses, (typeof emits)[number]>;
