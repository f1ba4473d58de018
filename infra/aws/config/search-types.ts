const upTo = (last: string, sizes: readonly string[]): readonly string[] =>
  sizes.slice(0, sizes.indexOf(last) + 1);
const GRAVITON = ['medium', 'large', 'xlarge', '2xlarge', '4xlarge', '8xlarge', '12xlarge', '16xlarge'];
const INTEL = ['large', 'xlarge', '2xlarge', '4xlarge', '12xlarge'];

/**
 * Sizes of each family of search nodes that keeps its index on EBS volumes and encrypts it. Left out: families with
 * drives of their own, to which `volumeGib` means nothing, and t2, which can't encrypt.
 */
export const SEARCH_FAMILIES: Readonly<Record<string, readonly string[]>> = {
  t3: ['small', 'medium'],
  m5: INTEL,
  r5: INTEL,
  c5: ['large', 'xlarge', '2xlarge', '4xlarge', '9xlarge', '18xlarge'],
  m6g: upTo('12xlarge', GRAVITON).slice(1),
  r6g: upTo('12xlarge', GRAVITON).slice(1),
  c6g: upTo('12xlarge', GRAVITON).slice(1),
  m7g: GRAVITON,
  r7g: GRAVITON,
  c7g: GRAVITON.slice(1),
  or1: GRAVITON,
};

/** GiB that a volume of these may have; the others take more than the schema allows for one. */
export const LARGEST_VOLUME: Readonly<Record<string, number>> = {
  't3.small.search': 100,
  't3.medium.search': 200,
};

/** What is wrong with the type, or undefined: with the sizes of its family where that is known, else all families. */
export function searchTypeProblem(type: string): string | undefined {
  const [family = '', size = '', suffix = ''] = type.split('.');
  const sizes = Object.hasOwn(SEARCH_FAMILIES, family) ? SEARCH_FAMILIES[family] : undefined;
  if (!sizes) return `families are ${Object.keys(SEARCH_FAMILIES).join(', ')}, as in t3.small.search`;
  if (sizes.includes(size) && suffix === 'search') return undefined;
  return sizes.map((each) => `${family}.${each}.search`).join(', ');
}
