import type { Graph } from './graph.ts';

/** How many resources each part has, and of which kinds, as a table for people. */
export function summaryOf({ stack, region, resources }: Graph): string {
  const parts = new Map<string, Map<string, number>>();
  for (const { part = 'none', type } of resources) {
    const kind = type.split(':').at(-1) ?? type;
    const kinds = parts.get(part) ?? new Map<string, number>();
    parts.set(part, kinds.set(kind, (kinds.get(kind) ?? 0) + 1));
  }
  const rows = [...parts].map(([part, kinds]) => {
    const sum = [...kinds.values()].reduce((a, b) => a + b, 0);
    const most = [...kinds].toSorted((a, b) => b[1] - a[1] || a[0].localeCompare(b[0]));
    return [part, String(sum), most.map(([kind, count]) => `${kind} ${count}`).join(', ')] as const;
  });
  const width = Math.max(...rows.map(([part]) => part.length), 0);
  return [
    `Stack ${stack} in ${region}: ${resources.length} resources`,
    ...rows.map(([part, sum, kinds]) => `  ${part.padEnd(width)} ${sum.padStart(4)}  ${kinds}`),
  ].join('\n');
}
