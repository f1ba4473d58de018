import { readFileSync } from 'node:fs';
import { load } from 'js-yaml';

const TOP = new URL('../../', import.meta.url);

/** A key as Pulumi.yaml declares it. */
export interface DeclaredKey {
  readonly type: string;
  readonly description: string;
  readonly default?: unknown;
}

interface Project {
  readonly name: string;
  readonly config: Readonly<Record<string, DeclaredKey>>;
}

const read = (file: string): unknown => load(readFileSync(new URL(file, TOP), 'utf8'));

/** Pulumi.yaml: what describes the project and every key of its configuration. */
export const readProject = (): Project => read('Pulumi.yaml') as Project;

/**
 * What Pulumi hands to the program of a stack: Pulumi.<stack>.yaml over the defaults of Pulumi.yaml, text as it is
 * and everything else as JSON.
 */
export function readStackFile(stack: string): Record<string, string> {
  const { name, config } = readProject();
  const file = read(`Pulumi.${stack}.yaml`) as { readonly config: Readonly<Record<string, unknown>> };
  const defaults = Object.entries(config).flatMap(([key, declared]) =>
    declared.default === undefined ? [] : [[`${name}:${key}`, declared.default] as const],
  );
  const values = { ...Object.fromEntries(defaults), ...file.config };
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => [
      key,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]),
  );
}
