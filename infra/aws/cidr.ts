/** A block of IPv4 addresses: `size` of them from `first` on, as 32-bit numbers. */
export interface Cidr {
  readonly first: number;
  readonly prefix: number;
  readonly size: number;
}

export type CidrResult =
  | { readonly ok: true; readonly cidr: Cidr }
  | { readonly ok: false; readonly why: string };

const WRITTEN = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})(?:\/(\d{1,2}))?$/;

export const addressText = (address: number): string =>
  [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join('.');

export const cidrText = ({ first, prefix }: Cidr): string => `${addressText(first)}/${prefix}`;

/** Reads `10.20.0.0/16`; what is wrong is said with what was probably meant. */
export function parseCidr(text: string): CidrResult {
  const match = WRITTEN.exec(text);
  const octets = match?.slice(1, 5).map(Number);
  if (!match || !octets || octets.some((octet) => octet > 255))
    return { ok: false, why: 'it is no block of IPv4 addresses such as 10.20.0.0/16' };
  const address = octets.reduce((sum, octet) => sum * 256 + octet, 0);
  if (match[5] === undefined)
    return { ok: false, why: `the length of its prefix is missing: ${text}/32 is one address` };
  const prefix = Number(match[5]);
  if (prefix > 32) return { ok: false, why: 'its prefix is longer than 32 bits' };
  const size = 2 ** (32 - prefix);
  const first = address - (address % size);
  if (first !== address)
    return {
      ok: false,
      why: `it does not begin at its first address: ${cidrText({ first, prefix, size })} does`,
    };
  return { ok: true, cidr: { first, prefix, size } };
}

export const overlap = (a: Cidr, b: Cidr): boolean =>
  a.first < b.first + b.size && b.first < a.first + a.size;

export const within = (inner: Cidr, outer: Cidr): boolean =>
  inner.first >= outer.first && inner.first + inner.size <= outer.first + outer.size;

/** The block cut into `parts` equal ones, a power of two. */
export function divide(cidr: Cidr, parts: number): readonly Cidr[] {
  const size = cidr.size / parts;
  const prefix = cidr.prefix + Math.log2(parts);
  return Array.from({ length: parts }, (_, index) => ({ first: cidr.first + index * size, prefix, size }));
}

const block = (text: string): Cidr => {
  const read = parseCidr(text);
  if (!read.ok) throw new Error(`${text}: ${read.why}`);
  return read.cidr;
};

/** Private addresses (RFC 1918). */
const PRIVATE: readonly Cidr[] = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'].map(block);

export const isPrivate = (cidr: Cidr): boolean => PRIVATE.some((range) => within(cidr, range));
