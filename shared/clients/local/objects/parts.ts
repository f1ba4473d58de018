import { ObjectError, type UploadedPart } from '../../../ports/objects.ts';
import { combineCrc32, crc32Hex, parseCrc32 } from '../../../session/crc32.ts';
import { type Part, toUploadedPart, type Upload } from './upload-index.ts';
import type { Announced } from './writes.ts';

export function checkPartSize(part: number, size: number, partSize: number): void {
  if (size >= 1 && size <= partSize) return;
  throw new ObjectError(
    'InvalidPart',
    `Part ${part} has ${size} bytes; the upload's parts have ${partSize}.`,
  );
}

/**
 * What the parts make together. Throws InvalidPart unless `listed` are all the recorded parts, from 1 on without a
 * gap and full but for the last; ChecksumMismatch unless they make a whole with the checksum `whole`.
 */
export function joinedParts(
  upload: Upload,
  recorded: readonly Part[],
  listed: readonly UploadedPart[],
  whole: string,
): Announced {
  if (listed.length === 0) {
    throw new ObjectError('InvalidPart', 'An upload is completed from at least one part.');
  }
  if (listed.length < recorded.length) {
    throw new ObjectError('InvalidPart', `${recorded.length} parts were sent, ${listed.length} are listed.`);
  }
  for (const [i, { part, size, crc32, etag }] of listed.entries()) {
    const found = recorded[i];
    const sent = found && toUploadedPart(found);
    if (sent?.part !== i + 1 || part !== i + 1) {
      throw new ObjectError('InvalidPart', `Part ${i + 1} was not sent, or is not listed in its place.`);
    }
    if (sent.etag !== etag || sent.crc32 !== crc32 || sent.size !== size) {
      throw new ObjectError('InvalidPart', `Part ${part} is not the one that was sent last.`);
    }
    if (size !== upload.part_size && i !== listed.length - 1) {
      throw new ObjectError('InvalidPart', `Part ${part} has ${size} bytes instead of ${upload.part_size}.`);
    }
  }
  const size = recorded.reduce((sum, part) => sum + part.size, 0);
  const joined = recorded.reduce((crc, part) => combineCrc32(crc, parseCrc32(part.crc32), part.size), 0);
  if (crc32Hex(joined) !== whole) {
    throw new ObjectError(
      'ChecksumMismatch',
      `CRC-32 ${whole} was given, the parts make ${crc32Hex(joined)}.`,
    );
  }
  return { size, crc32: whole };
}
