import type { DepsOf, Uses } from '../../shared/service/define.ts';

export const uses = {
  objects: { 'ledger/bus': ['read', 'remove'], 'ledger/failures': ['write'] },
  republish: true,
} as const satisfies Uses;

export type Deps = DepsOf<typeof uses>;
