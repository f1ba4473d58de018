import type { Sandbox } from '../../../shared/api/sandboxes.ts';
import type { SandboxDocument } from '../document.ts';
import type { Life } from '../life-types.ts';

/** A sandbox as the API shows it. */
export function showSandbox(document: SandboxDocument): Sandbox {
  const { id, name, query, sessions, callbackAddresses, life } = document;
  const { phase, hours, requestedAt, quote, progress, place } = life;
  return {
    id,
    ...(name !== undefined && { name }),
    state: phase,
    sessions,
    ...(query !== undefined && { query }),
    callbackAddresses,
    hours,
    requestedAt: isoTime(requestedAt),
    ...(quote && { quote: priced(quote) }),
    ...(progress && { progress }),
    ...(place !== undefined && !life.over && { place }),
    ...timesOf(life),
    ...(life.over && {
      endedAt: isoTime(life.over.at),
      reason: life.over.reason,
      ...(life.over.detail !== undefined && { detail: life.over.detail }),
    }),
  };
}

function priced({ pages: _, ...quote }: NonNullable<Life['quote']>): NonNullable<Sandbox['quote']> {
  return quote;
}

const timesOf = ({ readyAt, expiresAt }: Life): Pick<Sandbox, 'readyAt' | 'expiresAt'> => ({
  ...(readyAt !== undefined && { readyAt: isoTime(readyAt) }),
  ...(expiresAt !== undefined && { expiresAt: isoTime(expiresAt) }),
});

const isoTime = (at: number): string => new Date(at).toISOString();
