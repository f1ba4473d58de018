import type { DepsOf, Uses } from '../../shared/service/define.ts';

export const uses = {
  objects: { archive: ['locate'], 'ledger/sessions': ['read'] },
  search: ['read', 'page'],
} as const satisfies Uses;

export type Deps = DepsOf<typeof uses>;
