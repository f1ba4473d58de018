import { readFile } from 'node:fs/promises';
import { writeFileAtomic } from '../../shared/clients/local/files.ts';
import type { Clock } from '../../shared/ports/clock.ts';
import type { Objects } from '../../shared/ports/objects.ts';
import { SCOPES } from '../../shared/service/auth.ts';
import { callerOfKey, makeKey } from '../../shared/service/keys.ts';

/**
 * Makes the key for the person at this workstation at the first start: every scope, every source, readable by the
 * owner of the home only. A key that no longer works (revoked, or its document lost) is replaced, and so is one from
 * before a scope was added.
 */
export async function ensureLocalKey(file: string, keys: Objects, clock: Clock): Promise<void> {
  const text = await readFile(file, 'utf8').catch(() => '');
  const caller = await callerOfKey(keys, text.trim(), clock);
  if (caller && SCOPES.every((scope) => caller.scopes.includes(scope))) return;
  const key = await makeKey(keys, clock, {
    label: 'this workstation',
    scopes: SCOPES,
    sources: '*',
    source: 'local',
  });
  await writeFileAtomic(file, `${key.text}\n`);
}
