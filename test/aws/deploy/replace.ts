/** Values that the program knew before anything was deployed, and what they turned out to be. */
export interface Replacements {
  add(planned: unknown, real: string | undefined): void;
  /** The same JSON with every planned value, also inside of longer strings, replaced by the real one. */
  apply<T>(value: T): T;
}

export function replacements(): Replacements {
  const known = new Map<string, string>();
  const inText = (text: string): string => {
    let replaced = text;
    // Longer ones first: an id may be part of an ARN that is known as a whole.
    for (const planned of [...known.keys()].toSorted((a, b) => b.length - a.length))
      replaced = replaced.replaceAll(planned, known.get(planned) ?? planned);
    return replaced;
  };
  const apply = (value: unknown): unknown => {
    if (typeof value === 'string') return inText(value);
    if (Array.isArray(value)) return value.map(apply);
    if (typeof value === 'object' && value !== null)
      return Object.fromEntries(Object.entries(value).map(([key, each]) => [inText(key), apply(each)]));
    return value;
  };
  return {
    add: (planned, real) => {
      if (typeof planned === 'string' && planned !== '' && real !== undefined && planned !== real)
        known.set(planned, real);
    },
    apply: (value) => apply(value) as typeof value,
  };
}
