import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Loader, Plugin } from 'esbuild';
import { plainKeys, pureSource } from './sources.ts';

/** Modules that are written for a bundle, by a name such as `entry:status`; they import by paths in the project. */
export const generated = (root: string, modules: ReadonlyMap<string, string>): Plugin => ({
  name: 'generated',
  setup: (build) => {
    build.onResolve({ filter: /^(entry|validators):/ }, ({ path }) => ({ path, namespace: 'generated' }));
    build.onLoad({ filter: /./, namespace: 'generated' }, ({ path }) => ({
      contents: modules.get(path) ?? '',
      resolveDir: root,
    }));
  },
});

/** Takes validators that were compiled beforehand, in the place of ajv. */
export const compiledSchemas = (root: string): Plugin => ({
  name: 'compiled-schemas',
  setup: (build) => {
    build.onResolve({ filter: /\/compile\.ts$/ }, ({ importer }) =>
      importer === `${root}/shared/schema/validate.ts`
        ? { path: `${root}/shared/schema/compiled.ts` }
        : undefined,
    );
  },
});

interface Replacement {
  /** The file in node_modules, by the end of its path. */
  readonly file: RegExp;
  readonly why: string;
  readonly contents: string;
}

/** What packages bring and no function can use. */
const REPLACED: readonly Replacement[] = [
  {
    file: /@aws-sdk\/credential-provider-node\/dist-es\/index\.js$/,
    why: `Lambda gives a function its role's keys as variables, always. Files, processes, sign-in by a browser and the
      metadata of instances and containers are not there, and would bring STS and SSO along.`,
    contents: `export { fromEnv as defaultProvider } from '@aws-sdk/credential-provider-env';`,
  },
  {
    file: /@opensearch-project\/opensearch\/api\/OpenSearchApi\.js$/,
    why: `shared/clients/opensearch.ts names paths itself and calls the transport only; these are some 600 functions,
      one for each path of the engine's API.`,
    contents: 'module.exports = class {};',
  },
];

interface Rewriting {
  readonly file: (root: string) => RegExp;
  readonly loader: Loader;
  rewrite(source: string): string;
}

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');

const REWRITTEN: readonly Rewriting[] = [
  {
    file: (root) => new RegExp(`^${escaped(root)}/(shared|services)/.*\\.ts$`),
    loader: 'ts',
    rewrite: pureSource,
  },
  { file: () => /@aws-sdk\/client-[\w-]+\/dist-es\/schemas\/\w+\.js$/, loader: 'js', rewrite: plainKeys },
];

/** Replaces what cannot be used, and says of the rest what the bundler cannot see: that it may be left out. */
export const leaner = (root: string): Plugin => ({
  name: 'leaner',
  setup: (build) => {
    for (const { file, contents } of REPLACED)
      build.onLoad({ filter: file }, ({ path }) => ({ contents, resolveDir: dirname(path) }));
    for (const { file, loader, rewrite } of REWRITTEN)
      build.onLoad({ filter: file(root) }, async ({ path }) => ({
        contents: rewrite(await readFile(path, 'utf8')),
        loader,
      }));
  },
});
