/** In packages there is nothing to look for. */
const OURS = /^(services|shared)\/.*\.ts$/;

/**
 * The names at the top of each module of ours that a bundle keeps, from its text before it is minified: the bundler
 * writes the path of a module above its part, and adds a number to a name that several modules have.
 *
 * @returns by path in the project.
 */
export function keptNames(bundle: string): ReadonlyMap<string, ReadonlySet<string>> {
  const kept = new Map<string, Set<string>>();
  let names = new Set<string>();
  for (const line of bundle.split('\n')) {
    const path = /^\/\/ (\S+)$/.exec(line)?.[1];
    if (path) names = kept.get(path) ?? new Set();
    if (path && OURS.test(path)) kept.set(path, names);
    const name = /^(?:var|let|const|function|async function|class) (\w+)/.exec(line)?.[1];
    if (name) names.add(name).add(name.replace(/\d+$/, ''));
  }
  return kept;
}
