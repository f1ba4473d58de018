import { ZONES_OF_REGION } from './config/regions.ts';
import { RULES } from './config/rules.ts';
import { type ConfigProblem, type Shape, shapeProblems, shown } from './config/shape.ts';
import { type Config, ConfigSchema } from './config.ts';

export type CheckedConfig =
  | { readonly ok: true; readonly config: Config; readonly region: string }
  | { readonly ok: false; readonly problems: readonly ConfigProblem[] };

/** Checks a stack's whole configuration, and tells everything that is wrong with it at once. */
export function checkConfig(
  values: Readonly<Record<string, unknown>>,
  region: string | undefined,
): CheckedConfig {
  const shape = shapeProblems(ConfigSchema as Shape, values, 'sessions:');
  const broken = new Set(shape.map(({ key }) => key.slice('sessions:'.length).split('.')[0]));
  // A rule is judged where the keys that it reads can be read; the others are told of already.
  const rules = RULES.filter(({ reads }) => !reads.some((key) => broken.has(key))).flatMap(({ find }) =>
    Object.entries(find(values as Config, region ?? '')).flatMap(([key, reason]) =>
      reason ? [{ key: `sessions:${key}`, reason }] : [],
    ),
  );
  const problems = [...regionProblems(region), ...shape, ...rules];
  if (problems.length > 0 || region === undefined) return { ok: false, problems };
  return { ok: true, config: values as Config, region };
}

function regionProblems(region: string | undefined): readonly ConfigProblem[] {
  if (region !== undefined && Object.hasOwn(ZONES_OF_REGION, region)) return [];
  const allowed = Object.keys(ZONES_OF_REGION).join(', ');
  const found = region === undefined ? 'is missing' : `is ${shown(region)}`;
  return [{ key: 'aws:region', reason: `${found}. Allowed: ${allowed}.` }];
}

/** One line a problem. */
export const explainProblems = (stack: string, problems: readonly ConfigProblem[]): string =>
  [
    `The configuration of stack "${stack}" can't be used; nothing was made or changed.`,
    ...problems.map(({ key, reason }) => `  ${key} ${reason}`),
    `Correct Pulumi.${stack}.yaml; Pulumi.yaml describes every key.`,
  ].join('\n');
