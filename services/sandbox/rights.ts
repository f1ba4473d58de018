import type { DepsOf, Uses } from '../../shared/service/define.ts';

/** The API writes requests down; it has no right to start or end anything. */
export const apiEmits = ['SandboxRequested', 'SandboxEndRequested'] as const;
export const apiUses = {
  objects: { 'ledger/sandboxes': ['read', 'list', 'write'], 'ledger/sessions': ['read'] },
  search: ['read'],
} as const satisfies Uses;
export type ApiDeps = DepsOf<typeof apiUses, (typeof apiEmits)[number]>;

export const lifeEmits = [
  'SandboxEnvironmentReady',
  'SandboxFailed',
  'SandboxExpiring',
  'SandboxEnded',
] as const;
const anyObjects = {
  archive: ['read'],
  results: ['read'],
  'ledger/sandboxes': ['read', 'write'],
  'ledger/instances': ['write'],
} as const;
const anyUses = { objects: anyObjects, compute: ['end'] } as const satisfies Uses;
/** What telling people, writing recipes and ending instances takes. */
export type AnyDeps = DepsOf<typeof anyUses, (typeof lifeEmits)[number]>;

/** What an instance says can end a sandbox and tell people; it never launches or restores anything. */
export const reportUses = {
  ...anyUses,
  objects: { ...anyObjects, 'ledger/instances': ['read', 'write'] },
} as const satisfies Uses;
export type ReportDeps = DepsOf<typeof reportUses, (typeof lifeEmits)[number]>;

const lifeObjects = {
  ...anyObjects,
  archive: ['read', 'restore'],
  'ledger/sessions': ['read'],
} as const;
/** What carrying out a whole life takes. */
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
