import type { Addresses } from '../../shared/api/uploads.ts';
import type { PutOutcome } from '../api-client.ts';
import { PushError } from './errors.ts';
import type { Upload } from './upload.ts';

/** An address lives for minutes: one that expired several times over was never good. */
const ADDRESSES_A_PART = 3;

/**
 * Sends one part (or a file that has only one) to the store. `stale`: the store has moved on since the upload was
 * begun, for instance by a call whose answer was lost; ask what it has now.
 */
export async function sendPart(
  upload: Upload,
  part: Addresses['parts'][number],
  bytes: Uint8Array,
): Promise<'stored' | 'stale'> {
  for (let addresses = 1; addresses <= ADDRESSES_A_PART; addresses += 1) {
    const outcome = await upload.addresses.use(part, (address) =>
      upload.api.put(address, bytes, upload.signal),
    );
    if (outcome !== 'expired') return RESULTS[outcome];
  }
  const detail = `The store takes no address for part ${part.part} of ${part.path}.`;
  throw new PushError('upload-stuck', detail, { path: part.path });
}

const RESULTS: { readonly [O in Exclude<PutOutcome, 'expired'>]: 'stored' | 'stale' } = {
  stored: 'stored',
  exists: 'stale',
  gone: 'stale',
};
