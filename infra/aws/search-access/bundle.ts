import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { LAMBDA_FORM } from '../../bundle/form.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url)).replace(/\/$/, '');

/** Bundles the set-up function into `<outdir>/search-access/`, in the form of the services' bundles. */
export async function bundleSearchAccess(outdir: string = join(root, '.cache', 'bundles')): Promise<string> {
  const folder = join(outdir, 'search-access');
  await build({
    entryPoints: [fileURLToPath(new URL('handler.ts', import.meta.url))],
    outfile: join(folder, 'index.mjs'),
    absWorkingDir: root,
    ...LAMBDA_FORM,
    minify: true,
    // The signer looks for credentials there where it is given none; it is given some.
    external: ['@aws-sdk/credential-provider-node'],
    logLevel: 'silent',
  });
  return folder;
}
