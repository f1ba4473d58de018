/** A stream of random numbers that a seed determines, on every machine. */
export interface Random {
  /** Evenly distributed, 0 <= x < 1. */
  uniform(): number;
  /** Mean 0, standard deviation 1. */
  normal(): number;
}

/**
 * Marsaglia's xorshift ("Xorshift RNGs", 2003; shifts 13, 17, 5), seeded with the FNV-1a hash of a name.
 * Normal values are sums of twelve even ones: exact in double arithmetic, where a logarithm need not be.
 */
export function seededRandom(seed: string): Random {
  let state = fnv1a(seed) || 1;
  const uniform = () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
  const normal = () => {
    let sum = -6;
    for (let i = 0; i < 12; i++) sum += uniform();
    return sum;
  };
  return { uniform, normal };
}

function fnv1a(name: string): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(name)) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash;
}
