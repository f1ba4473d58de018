import { createHash, randomBytes } from 'node:crypto';
import type { Clock } from '../../../ports/clock.ts';

const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0');

/**
 * Makes version ids: 24 hexadecimal digits that sort in the order in which they were made (milliseconds since the
 * epoch, a counter, chance), so that the newest version is known from file names alone.
 */
export function versionIds(clock: Clock): () => string {
  let time = 0;
  let counter = 0;
  return () => {
    const now = clock.now();
    if (now > time || counter === 0xffff) {
      time = Math.max(now, time + 1);
      counter = 0;
    } else {
      counter += 1;
    }
    return `${hex(time, 12)}${hex(counter, 4)}${randomBytes(4).toString('hex')}`;
  };
}

/** When the version was made, milliseconds since the epoch. */
export const timeOfVersion = (version: string): number => Number.parseInt(version.slice(0, 12), 16);

/** Follows from the version, but does not look like it: whoever takes one for the other is refused, as in S3. */
export const etagOfVersion = (version: string): string =>
  `"${createHash('sha256').update(version).digest('hex').slice(0, 32)}"`;
