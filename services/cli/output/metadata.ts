/** Metadata as dotted keys with their values, in the order of the file. Lists of plain values stay on one line. */
export function metadataRows(
  value: Readonly<Record<string, unknown>>,
): (readonly [key: string, text: string])[] {
  const rows: (readonly [string, string])[] = [];
  // A stack instead of recursion: metadata may be nested as deep as it likes.
  const stack: (readonly [string, unknown])[] = Object.entries(value).toReversed();
  for (let next = stack.pop(); next; next = stack.pop()) {
    const [key, node] = next;
    const children = childrenOf(key, node);
    if (children) stack.push(...children.toReversed());
    else rows.push([key, textOf(node)]);
  }
  return rows;
}

function childrenOf(key: string, node: unknown): (readonly [string, unknown])[] | undefined {
  if (Array.isArray(node) && node.some(isNested))
    return node.map((item, index) => [`${key}[${index}]`, item]);
  if (typeof node !== 'object' || node === null || Array.isArray(node)) return undefined;
  const entries = Object.entries(node);
  return entries.length > 0 ? entries.map(([name, child]) => [`${key}.${name}`, child]) : undefined;
}

const isNested = (node: unknown): boolean => typeof node === 'object' && node !== null;

function textOf(node: unknown): string {
  if (typeof node === 'string') return node;
  if (Array.isArray(node)) return node.map(textOf).join(', ');
  return JSON.stringify(node);
}
