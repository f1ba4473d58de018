import * as pulumi from '@pulumi/pulumi';
import { checkConfig, explainProblems } from './check-config.ts';
import type { Shape } from './config/shape.ts';
import { type Config, ConfigSchema } from './config.ts';

const NAMESPACE = 'sessions:';
const PROPERTIES: Readonly<Record<string, Shape>> = ConfigSchema.properties;

/**
 * The stack's configuration, checked as a whole.
 * @throws RunError which names every key that is wrong and what is allowed, before anything is made.
 */
export function readConfig(): { readonly config: Config; readonly region: string } {
  const checked = checkConfig(readValues(pulumi.runtime.allConfig()), new pulumi.Config('aws').get('region'));
  if (!checked.ok) throw new pulumi.RunError(explainProblems(pulumi.getStack(), checked.problems));
  return checked;
}

/** Values as they were meant: Pulumi hands text over as it is and everything else as JSON. */
export function readValues(settings: Readonly<Record<string, string>>): Record<string, unknown> {
  const required: readonly string[] = ConfigSchema.required;
  return Object.fromEntries(
    Object.entries(settings).flatMap(([name, text]) => {
      if (!name.startsWith(NAMESPACE)) return [];
      const key = name.slice(NAMESPACE.length);
      const value = isText(PROPERTIES[key]) ? text : parse(text);
      return !required.includes(key) && isNothing(value) ? [] : [[key, value]];
    }),
  );
}

/** The other way, for stacks that no file describes. */
export const writeConfig = (config: Config): Record<string, string> =>
  Object.fromEntries(
    Object.entries(config).map(([key, value]) => [
      NAMESPACE + key,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]),
  );

const isText = (shape: Shape | undefined): boolean =>
  shape?.type === 'string' || shape?.anyOf?.every(isText) === true;

/** A key that Pulumi.yaml declares must have a default there; of a key that may be left out it says nothing. */
const isNothing = (value: unknown): boolean =>
  value === '' ||
  value === 0 ||
  (typeof value === 'object' && value !== null && Object.keys(value).length === 0);

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
