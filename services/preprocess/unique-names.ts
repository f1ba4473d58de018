/**
 * Names for columns: as given, but none empty, and none that differs from another, or from one of `taken`, in letter
 * case only, for SQL takes those for the same.
 */
export function uniqueNames(names: readonly string[], taken: readonly string[] = []): string[] {
  const used = new Set(taken.map(fold));
  return names.map((name, index) => {
    const wanted = name.trim() || `column_${index + 1}`;
    let unique = wanted;
    for (let n = 2; used.has(fold(unique)); n += 1) unique = `${wanted}_${n}`;
    used.add(fold(unique));
    return unique;
  });
}

const fold = (name: string): string => name.normalize('NFC').toLowerCase();
