import { build, type OutputFile } from 'esbuild';
import { LAMBDA_FORM } from './form.ts';
import { compiledSchemas, generated, leaner } from './plugins.ts';

/** One bundle, not yet written. */
export interface Built {
  readonly name: string;
  readonly code: OutputFile;
  readonly map: OutputFile;
  /** Bytes that each module, by its path in the project, put into it. */
  readonly modules: Readonly<Record<string, number>>;
}

// Not where bundles will be: source maps name the sources from here, the same in every place.
const PLACE = '.cache/bundles';

/**
 * Bundles the sources of entries, by name, in one go.
 *
 * @param validators sources of what the entries import as `validators:<name>`; empty where left out.
 */
export async function buildEntries(
  root: string,
  entries: ReadonlyMap<string, string>,
  { minify, validators }: { minify: boolean; validators: ReadonlyMap<string, string> },
): Promise<readonly Built[]> {
  const names = [...entries.keys()];
  const modules = new Map([
    ...[...entries].map(([name, source]) => [`entry:${name}`, source] as const),
    ...[...validators].map(([name, source]) => [`validators:${name}`, source] as const),
  ]);
  const { outputFiles, metafile } = await build({
    entryPoints: names.map((name) => ({ in: `entry:${name}`, out: `${name}/index` })),
    absWorkingDir: root,
    outdir: PLACE,
    outExtension: { '.js': '.mjs' },
    write: false,
    metafile: true,
    ...LAMBDA_FORM,
    minify,
    plugins: [generated(root, modules), compiledSchemas(root), leaner(root)],
    logLevel: 'warning',
  });
  const file = (path: string): OutputFile => {
    const found = outputFiles.find((output) => output.path === `${root}/${path}`);
    if (!found) throw new Error(`The bundler did not write ${path}.`);
    return found;
  };
  return names.map((name) => {
    const path = `${PLACE}/${name}/index.mjs`;
    const inputs = Object.entries(metafile.outputs[path]?.inputs ?? {});
    const kept = inputs.map(([module, { bytesInOutput }]) => [module, bytesInOutput] as const);
    return {
      name,
      code: file(path),
      map: file(`${path}.map`),
      modules: Object.fromEntries(kept.filter(([, bytes]) => bytes > 0)),
    };
  });
}
