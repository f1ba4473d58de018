import type { DepsOf, Uses } from '../../shared/service/define.ts';

export const emits = ['SessionIndexed', 'MetadataQuarantined'] as const;

export const uses = {
  objects: { 'ledger/sessions': ['read', 'write'] },
  search: ['write', 'create'],
} as const satisfies Uses;

export type Deps = DepsOf<typeof uses, (typeof emits)[number]>;
