import { Ajv } from 'ajv';
import { default as standalone } from 'ajv/dist/standalone/index.js';
import { AJV_OPTIONS } from '../../shared/schema/compile.ts';
import type { FoundSchema } from './schemas.ts';

/**
 * The source of a module that hands each schema's validator to shared/schema/compiled.ts. It is generated code: no
 * function needs ajv, nor the time to compile, when it starts.
 */
export function validatorModule(found: readonly FoundSchema[]): string {
  const ajv = new Ajv({ ...AJV_OPTIONS, code: { source: true, esm: true } });
  const names = found.map((_, index) => `validate_${index}`);
  for (const [index, { schema }] of found.entries()) ajv.addSchema(schema, names[index]);
  const modules = [...new Set(found.map(({ module }) => module))];
  const imports = modules.map((module, index) => `import * as module_${index} from './${module}';`);
  const provided = found.map(
    ({ module, path }, index) =>
      `provide(module_${modules.indexOf(module)}${accessTo(path)}, validate_${index});`,
  );
  return [
    `import { provide } from './shared/schema/compiled.ts';`,
    ...imports,
    standalone.default(ajv, Object.fromEntries(names.map((name) => [name, name]))),
    ...provided,
    '',
  ].join('\n');
}

const accessTo = ([name = '', ...rest]: readonly string[]): string =>
  `.${name}${rest.map((part) => `[${JSON.stringify(part)}]`).join('')}`;
