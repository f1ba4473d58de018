import type { Envelope } from '../../../events/envelope.ts';
import type { FilterCondition, FilterPolicy } from '../../../ports/bus.ts';

/** What filters see of an event. */
export type Attributes = Readonly<Record<string, string>>;

export function attributesOf(event: Envelope): Attributes {
  const { type, source, subject } = event;
  return subject === undefined ? { type, source } : { type, source, subject };
}

/** Whether every name in the policy has a condition that the attributes meet; an empty policy takes everything. */
export function matches(policy: FilterPolicy, attributes: Attributes): boolean {
  return Object.entries(policy).every(([name, conditions]) => {
    const value = Object.hasOwn(attributes, name) ? attributes[name] : undefined;
    return conditions.some((condition) => meets(condition, value));
  });
}

function meets(condition: FilterCondition, value: string | undefined): boolean {
  if (typeof condition === 'string') return value === condition;
  if ('exists' in condition) return condition.exists === (value !== undefined);
  if (value === undefined) return false;
  return 'prefix' in condition
    ? value.startsWith(condition.prefix)
    : !condition['anything-but'].includes(value);
}
