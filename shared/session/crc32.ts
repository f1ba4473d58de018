import { crc32 as zlibCrc32 } from 'node:zlib';

/** The CRC-32 (ISO-HDLC) of `bytes`; `seed` is that of the bytes before them. An unsigned 32-bit number. */
export const crc32 = (bytes: Uint8Array, seed = 0): number => zlibCrc32(bytes, seed);

/** As stored and sent: 8 lower-case hexadecimal digits. */
export const crc32Hex = (crc: number): string => (crc >>> 0).toString(16).padStart(8, '0');

/** The number that `hex` stands for. Throws RangeError unless it has exactly 8 lower-case hexadecimal digits. */
export function parseCrc32(hex: string): number {
  if (!/^[0-9a-f]{8}$/.test(hex)) throw new RangeError(`Not a CRC-32 in 8 hexadecimal digits: ${hex}`);
  return Number.parseInt(hex, 16);
}

/**
 * The CRC-32 of two stretches of bytes, one after the other, from the CRC-32 of each and the second one's length.
 *
 * A CRC is a remainder in GF(2)[x] / P. Appending n bytes multiplies what was before by x^(8n), so that
 * crc(a‖b) = crc(a) · x^(8·|b|) + crc(b); the initial and final inversions cancel each other.
 */
export const combineCrc32 = (a: number, b: number, lengthOfB: number): number =>
  (multiply(powerOfX8(lengthOfB), a) ^ b) >>> 0;

/** P without x^32; bit 31 is the coefficient of x^0, as everywhere below. */
const POLYNOMIAL = 0xedb88320;
const ONE = 0x80000000;
const X8 = 0x00800000;

/** a · b mod P. */
function multiply(a: number, b: number): number {
  let product = 0;
  let shifted = b;
  for (let bit = ONE; bit !== 0; bit >>>= 1) {
    if ((a & bit) !== 0) product ^= shifted;
    shifted = (shifted & 1) === 0 ? shifted >>> 1 : (shifted >>> 1) ^ POLYNOMIAL;
  }
  return product;
}

/** x^(8n) mod P, by squaring. Divides instead of shifting: n may exceed 32 bits. */
function powerOfX8(n: number): number {
  let power = ONE;
  let square = X8;
  for (let rest = n; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) power = multiply(square, power);
    square = multiply(square, square);
  }
  return power;
}
