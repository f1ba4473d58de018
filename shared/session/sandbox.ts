import { randomBytes } from 'node:crypto';

/** The states of a sandbox, in their order; `ended` and `failed` are final. */
export const SANDBOX_PHASES = [
  'requested',
  'quoted',
  'restoring',
  'launching',
  'copying',
  'verifying',
  'ready',
  'expiring',
  'ended',
  'failed',
] as const;
export type SandboxPhase = (typeof SANDBOX_PHASES)[number];

export const SANDBOX_ID_PATTERN = '^sbx-[a-z0-9]{16}$';

export const MAX_SANDBOX_SESSIONS = 1000;
/** A week. */
export const MAX_SANDBOX_HOURS = 168;
export const DEFAULT_SANDBOX_HOURS = 8;

const TIME_DIGITS = 9;
const RANDOM_DIGITS = 7;
const LAST_TIME = 36 ** TIME_DIGITS - 1;

/**
 * A new id, `sbx-` and 16 characters. It begins with the time backwards, so that the newest comes first wherever
 * sandboxes are listed by their ids.
 */
export function newSandboxId(now: number): string {
  const time = (LAST_TIME - now).toString(36).padStart(TIME_DIGITS, '0');
  const random = [...randomBytes(RANDOM_DIGITS)].map((byte) => (byte % 36).toString(36)).join('');
  return `sbx-${time}${random}`;
}
