import type { StoreName } from '../../shared/ports/objects.ts';
import type { Config } from './config.ts';

export interface LifecycleRule {
  readonly id: string;
  readonly status: 'Enabled';
  readonly filter: { readonly prefix?: string; readonly objectSizeGreaterThan?: number };
  readonly abortIncompleteMultipartUpload?: { readonly daysAfterInitiation: number };
  readonly expiration?: { readonly days?: number; readonly expiredObjectDeleteMarker?: boolean };
  readonly noncurrentVersionExpiration?: { readonly noncurrentDays: number };
  readonly transitions?: { readonly days: number; readonly storageClass: string }[];
}

/** S3 moves nothing smaller to a colder class, and bills it as if it had this size. */
const SMALLEST_TO_MOVE = 128 * 1024;
/** An upload goes on where it stopped for as long as this; its parts cost storage until then. */
const UNFINISHED_DAYS = 7;
/** How long what was overwritten or removed can be brought back, where it is not the truth itself. */
const UNDO_DAYS = 90;

const rule = (id: string, more: Partial<LifecycleRule>): LifecycleRule => ({
  id,
  status: 'Enabled',
  filter: {},
  ...more,
});

const unfinished = rule('unfinished-uploads', {
  abortIncompleteMultipartUpload: { daysAfterInitiation: UNFINISHED_DAYS },
});

/** A delete marker that hides nothing more is itself removed. */
const markers = rule('empty-delete-markers', { expiration: { expiredObjectDeleteMarker: true } });

const bigger = { objectSizeGreaterThan: SMALLEST_TO_MOVE };

/** Folders of the ledger that are rewritten all the time, or emptied: their old versions tell nothing after a while. */
const BUSY_FOLDERS = ['bus/', 'instances/', 'outbox/', 'uploads/'];

/** What becomes of a store's objects as they age. */
export function lifecycleOf(store: StoreName | 'logs', config: Config): readonly LifecycleRule[] {
  const { glacierAfterDays, deepArchiveAfterDays } = config.archive;
  const own: Readonly<Record<StoreName | 'logs', readonly LifecycleRule[]>> = {
    // What nobody collected yet stays: it may be the only copy. What was collected and removed goes for good.
    landing: [rule('collected', { noncurrentVersionExpiration: { noncurrentDays: UNFINISHED_DAYS } })],
    archive: [
      rule('colder', {
        filter: bigger,
        transitions: [
          { days: glacierAfterDays, storageClass: 'GLACIER_IR' },
          { days: deepArchiveAfterDays, storageClass: 'DEEP_ARCHIVE' },
        ],
      }),
    ],
    // Always readable at once: no class that has to be restored from. S3 watches from the first day which are read:
    // for a month they cost what Standard does, and what nobody reads grows cheaper a month earlier.
    results: [
      rule('watched', {
        filter: bigger,
        transitions: [{ days: 0, storageClass: 'INTELLIGENT_TIERING' }],
      }),
      rule('undo', { noncurrentVersionExpiration: { noncurrentDays: UNDO_DAYS } }),
    ],
    // The history of every record stays.
    ledger: BUSY_FOLDERS.map((prefix) =>
      rule(`busy-${prefix.slice(0, -1)}`, {
        filter: { prefix },
        noncurrentVersionExpiration: { noncurrentDays: UNDO_DAYS },
      }),
    ),
    logs: [
      rule('old', {
        expiration: { days: config.logDays },
        noncurrentVersionExpiration: { noncurrentDays: UNFINISHED_DAYS },
      }),
    ],
  };
  return [...own[store], unfinished, markers];
}
