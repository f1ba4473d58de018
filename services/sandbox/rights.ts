import type { DepsOf, Uses } from '../../shared/service/define.ts';

/** The API writes requests down; it has no right to start or end anything. */
export const apiEmits = ['SandboxRequested', 'SandboxEndRequested'] as const;
export const apiUses = {
  objects: { 'ledger/sandboxes': ['read', 'list', 'write'], 'ledger/sessions': ['read'] },
  search: ['read'],
} as const satisfies Uses;
export type ApiDeps = DepsOf<typeof apiUses, (typeof apiEmits)[number]>;

/** What carrying out a life takes, whoever brings the fact. */
export const lifeEmits = [
  'SandboxEnvironmentReady',
  'SandboxFailed',
  'SandboxExpiring',
  'SandboxEnded',
] as const;
const lifeObjects = {
  archive: ['read', 'restore'],
  results: ['read'],
  'ledger/sessions': ['read'],
  'ledger/sandboxes': ['read', 'write'],
  'ledger/instances': ['read', 'write'],
} as const;
export const lifeUses = {
  objects: lifeObjects,
  compute: ['quote', 'launch', 'describe', 'end'],
} as const satisfies Uses;
export type LifeDeps = DepsOf<typeof lifeUses, (typeof lifeEmits)[number]>;

/** The clock also knows which sandboxes are alive, and forgets those that are not. */
export const clockUses = {
  ...lifeUses,
  objects: { ...lifeObjects, 'ledger/sandboxes': ['read', 'list', 'write', 'remove'] },
} as const satisfies Uses;
export type ClockDeps = DepsOf<typeof clockUses, (typeof lifeEmits)[number]>;
