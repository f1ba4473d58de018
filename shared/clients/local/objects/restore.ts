import { checkRestoreDays } from '../../../ports/object-limits.ts';
import { requireVersion } from './reads.ts';
import type { Store } from './store.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** How long a restore takes, in milliseconds. */
export type RestoreTimes = Readonly<Record<'standard' | 'bulk', number>>;

/** What S3 promises for Deep Archive, at the latest. */
export const DEEP_ARCHIVE_TIMES: RestoreTimes = { standard: 12 * HOUR, bulk: 48 * HOUR };

/** Makes an archived version readable for some days, after the time that this takes. */
export async function restoreObject(
  store: Store,
  times: RestoreTimes,
  key: string,
  { version, days, tier }: { version?: string; days: number; tier: 'standard' | 'bulk' },
): Promise<void> {
  checkRestoreDays(days);
  const { clock, database, index } = store;
  await database.commit(() => {
    const found = requireVersion(store, key, version);
    if (found.storage_class !== 'deep-archive') return;
    const now = clock.now();
    const { restored_from: from, restored_until: until } = found;
    const known = from !== null && until !== null && now < until;
    if (!known) index.setRestored(found.id, now + times[tier], now + times[tier] + days * DAY);
    else if (now >= from) index.setRestored(found.id, from, Math.max(until, now + days * DAY));
  });
}
