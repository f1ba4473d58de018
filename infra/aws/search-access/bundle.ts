import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('../../..', import.meta.url)).replace(/\/$/, '');

/** Bundles the set-up function into `<outdir>/search-access/`, in the form of the services' bundles. */
export async function bundleSearchAccess(outdir: string = join(root, '.cache', 'bundles')): Promise<string> {
  const folder = join(outdir, 'search-access');
  await build({
    entryPoints: [fileURLToPath(new URL('handler.ts', import.meta.url))],
    outfile: join(folder, 'index.mjs'),
    absWorkingDir: root,
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    mainFields: ['module', 'main'],
    sourcemap: 'linked',
    sourcesContent: false,
    // The signer looks for credentials there where it is given none; it is given some.
    external: ['@aws-sdk/credential-provider-node'],
    banner: {
      js: `import{createRequire as createRequireOf}from'node:module';const require=createRequireOf(import.meta.url);`,
    },
    logLevel: 'silent',
  });
  return folder;
}
