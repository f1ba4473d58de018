import { BusError, type FilterPolicy } from '../ports/bus.ts';

/** What SNS allows: names in a policy, and the product of the numbers of conditions under each of them. */
const MAX_NAMES = 5;
const MAX_COMBINATIONS = 150;

/** Throws `BadFilter` for what SNS would not take, or would take for something else than it says. */
export function checkFilter(policy: FilterPolicy): void {
  const names = Object.entries(policy);
  if (names.length > MAX_NAMES) refuse(`names ${names.length} attributes: at most ${MAX_NAMES} are possible`);
  for (const [name, conditions] of names) {
    if (!Array.isArray(conditions)) refuse(`needs a list of conditions under "${name}"`);
    if (conditions.length === 0) refuse(`has no condition under "${name}", so that nothing could match`);
    for (const condition of conditions) checkCondition(name, condition);
  }
  const combinations = names.reduce((product, [, conditions]) => product * conditions.length, 1);
  if (combinations > MAX_COMBINATIONS) {
    refuse(`has ${combinations} combinations of conditions: at most ${MAX_COMBINATIONS} are possible`);
  }
}

// Policies may come from a file, so that their types prove nothing.
function checkCondition(name: string, condition: unknown): void {
  if (typeof condition === 'string') return;
  const [operator, operand, ...others] = isRecord(condition) ? Object.entries(condition).flat() : [];
  if (typeof operator !== 'string' || others.length > 0) {
    refuse(`needs a text or one operator as each condition under "${name}"`);
  }
  if (operator === 'prefix' && typeof operand === 'string' && operand !== '') return;
  if (operator === 'exists' && typeof operand === 'boolean') return;
  if (operator === 'anything-but' && isListOfTexts(operand)) return;
  refuse(`has "${operator}" under "${name}", which is unknown or lacks what it compares with`);
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isListOfTexts = (value: unknown): boolean =>
  Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === 'string');

function refuse(reason: string): never {
  throw new BusError('BadFilter', `The filter policy ${reason}.`);
}
