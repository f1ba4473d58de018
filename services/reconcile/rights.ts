import type { DepsOf, Uses } from '../../shared/service/define.ts';

export const uses = {
  objects: { 'ledger/outbox': ['read', 'list', 'remove'], 'ledger/failures': ['write'] },
  deadLetters: ['take'],
  republish: true,
} as const satisfies Uses;

export type Deps = DepsOf<typeof uses>;
