import { ObjectError } from '../../../ports/objects.ts';

const NO_ROOM: readonly unknown[] = ['ENOSPC', 'EDQUOT'];
const SQLITE_FULL = 13;

/** Runs `write`; where the disk is full, that is StoreFull, and nothing of it is kept. */
export async function orStoreFull<T>(write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (!isNoRoom(error)) throw error;
    throw new ObjectError('StoreFull', 'The disk of the store is full; make room, then send it again.', {
      cause: error,
    });
  }
}

function isNoRoom(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  return (
    ('code' in error && NO_ROOM.includes(error.code)) || ('errcode' in error && error.errcode === SQLITE_FULL)
  );
}
