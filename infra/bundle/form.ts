import type { BuildOptions } from 'esbuild';

/** The form in which Lambda takes code: one module for its Node, with a source map beside it. */
export const LAMBDA_FORM = {
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node24',
  // The SDK's modules proper come first: its CommonJS is one file a package, of which nothing can be left out.
  mainFields: ['module', 'main'],
  sourcemap: 'linked',
  sourcesContent: false,
  // CommonJS packages ask for modules of Node by `require`, which a module does not have.
  banner: {
    js: `import{createRequire as createRequireOf}from'node:module';const require=createRequireOf(import.meta.url);`,
  },
} as const satisfies BuildOptions;
