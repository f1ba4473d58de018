/** There is none of this type in this zone, for certain and now: another zone or type may have one. */
const NOT_HERE: ReadonlySet<string> = new Set([
  'InsufficientInstanceCapacity',
  'InsufficientHostCapacity',
  'InsufficientFreeAddressesInSubnet',
  'UnfulfillableCapacity',
  'MaxFleetCountExceeded',
  'Unsupported',
]);

/** The account may not have more machines: the quota counts the virtual processors of all types and zones. */
const NOT_FOR_US: ReadonlySet<string> = new Set(['InstanceLimitExceeded', 'VcpuLimitExceeded']);

/** This client token was used for an instance that has ended, or for a request of other content. */
const USED_BEFORE: ReadonlySet<string> = new Set([
  'IdempotentInstanceTerminated',
  'IdempotentParameterMismatch',
]);

const nameOf = (error: unknown): string => (Error.isError(error) ? error.name : '');

export const isNotHere = (error: unknown): boolean => NOT_HERE.has(nameOf(error));
export const isNotForUs = (error: unknown): boolean => NOT_FOR_US.has(nameOf(error));
export const isUsedBefore = (error: unknown): boolean => USED_BEFORE.has(nameOf(error));
export const hasEndedBefore = (error: unknown): boolean => nameOf(error) === 'IdempotentInstanceTerminated';
