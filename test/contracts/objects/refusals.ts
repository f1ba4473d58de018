import { expect } from '@jest/globals';
import { ObjectError, type ObjectErrorCode } from '../../../shared/ports/objects.ts';

export async function expectRefusal(promise: Promise<unknown>, ...codes: ObjectErrorCode[]): Promise<void> {
  const error = await promise.then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(error).toBeInstanceOf(ObjectError);
  expect(codes).toContain(error instanceof ObjectError ? error.code : error);
}

/** Which of the results were refused; fails when one failed otherwise. */
export function refusals(results: readonly PromiseSettledResult<unknown>[]): ObjectErrorCode[] {
  return results.flatMap((result) => {
    if (result.status === 'fulfilled') return [];
    if (result.reason instanceof ObjectError) return [result.reason.code];
    throw result.reason;
  });
}
