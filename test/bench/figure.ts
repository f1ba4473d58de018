/** One measured figure; `met` is absent where no target was set. */
export interface Figure {
  readonly figure: string;
  readonly value: number;
  readonly unit: string;
  /** What did the same work in the same run, and what it reached. */
  readonly peer?: string;
  /** Such as `<= 15` or `>= 0.7`. */
  readonly target?: string;
  readonly met?: boolean;
}

/** A figure with its target judged. */
export function figure(about: Omit<Figure, 'met'>): Figure {
  if (about.target === undefined) return about;
  const [, comparison, limit] = /^(<=|<|>=|>) ([\d.]+)$/.exec(about.target) ?? [];
  if (!comparison) throw new Error(`Not a target: ${about.target}`);
  const bound = Number(limit);
  const met = {
    '<=': about.value <= bound,
    '<': about.value < bound,
    '>=': about.value >= bound,
    '>': about.value > bound,
  };
  return { ...about, met: met[comparison as keyof typeof met] };
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2;
}

export const round = (value: number, digits = 2): number => Number(value.toFixed(digits));
