import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { deflateRawSync } from 'node:zlib';
import { services } from '../services/registry.ts';
import { type Built, buildEntries } from './bundle/build.ts';
import { AWS_OPENERS, entryOf, type OpenerTable } from './bundle/entry.ts';
import { keptNames } from './bundle/kept-names.ts';
import { findSchemas } from './bundle/schemas.ts';
import { validatorModule } from './bundle/validators.ts';

const root = fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, '');

/** Where bundles are by default: one folder a service. */
export const BUNDLES = join(root, '.cache', 'bundles');

/** A service as Lambda runs it: `index.mjs` and its source map in a folder of its own. */
export interface Bundle {
  readonly service: string;
  readonly folder: string;
  /** Of index.mjs. */
  readonly bytes: number;
  /** Of both files, as they are in the archive that is deployed. */
  readonly zippedBytes: number;
  /** What each module, by its path in the project, put into it. */
  readonly modules: Readonly<Record<string, number>>;
}

/**
 * Bundles services of the registry, all at once since they share most of what is read, each into `<outdir>/<name>/`.
 * The same source gives the same bytes, wherever the project and `outdir` are.
 *
 * @throws where there is no such service, or something cannot be resolved.
 */
export async function bundleServices(
  names: readonly string[],
  outdir: string = BUNDLES,
  openers: OpenerTable = AWS_OPENERS,
): Promise<readonly Bundle[]> {
  const entries = new Map(names.map((name) => [name, entryOf(manifestOf(name), openers)]));
  // Which schemas there are to compile is known once it is known what the bundles keep.
  const drafts = await buildEntries(root, entries, { minify: false, validators: new Map() });
  const validators = new Map<string, string>();
  for (const { name, code } of drafts)
    validators.set(name, validatorModule(await findSchemas(root, keptNames(code.text))));
  const built = await buildEntries(root, entries, { minify: true, validators });
  return await Promise.all(built.map((each) => writeBundle(each, join(outdir, each.name))));
}

/** Bundles one service, as `bundleServices` does. */
export async function bundleService(
  name: string,
  outdir: string = BUNDLES,
  openers: OpenerTable = AWS_OPENERS,
): Promise<Bundle> {
  const [bundle] = await bundleServices([name], outdir, openers);
  if (!bundle) throw new Error(`Nothing was written for "${name}".`);
  return bundle;
}

/** Bundles every service of the registry. */
export async function bundleAll(
  outdir: string = BUNDLES,
  openers: OpenerTable = AWS_OPENERS,
): Promise<readonly Bundle[]> {
  return await bundleServices(
    services.map(({ manifest }) => manifest.name),
    outdir,
    openers,
  );
}

function manifestOf(name: string) {
  const found = services.find(({ manifest }) => manifest.name === name);
  if (!found) throw new Error(`There is no service "${name}".`);
  return found.manifest;
}

async function writeBundle({ name, code, map, modules }: Built, folder: string): Promise<Bundle> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'index.mjs'), code.contents);
  await writeFile(join(folder, 'index.mjs.map'), map.contents);
  const zipped = [code, map].map(({ contents }) => deflateRawSync(contents).byteLength);
  return {
    service: name,
    folder,
    bytes: code.contents.byteLength,
    zippedBytes: zipped.reduce((sum, bytes) => sum + bytes),
    modules,
  };
}
