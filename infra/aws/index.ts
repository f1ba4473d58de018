import * as pulumi from '@pulumi/pulumi';
import { deploy } from './program.ts';
import { SEARCH_ACCESS } from './search-policy.ts';
import type { Code } from './shapes.ts';

/** Bundles all code; imported when it is needed, so that a mistake in the configuration is told first. */
async function bundled(): Promise<Code> {
  const [{ bundleAll }, { bundleSearchAccess }] = await Promise.all([
    import('../bundle.ts'),
    import('./search-access/bundle.ts'),
  ]);
  const [services, searchAccess] = await Promise.all([bundleAll(), bundleSearchAccess()]);
  const folders = new Map(services.map(({ service, folder }) => [service, folder]));
  folders.set(SEARCH_ACCESS, searchAccess);
  return (name) => {
    const folder = folders.get(name);
    if (folder === undefined) throw new Error(`There is no bundle "${name}".`);
    return new pulumi.asset.FileArchive(folder);
  };
}

/** What Pulumi runs: what it gives back are the stack's outputs. */
export default () => deploy({ code: bundled });
