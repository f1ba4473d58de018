import type { DepsOf, Uses } from '../../shared/service/define.ts';

export const uses = {
  objects: { 'ledger/messages': ['read', 'write'], 'ledger/failures': ['write'] },
  mail: true,
} as const satisfies Uses;

export type Deps = DepsOf<typeof uses>;
