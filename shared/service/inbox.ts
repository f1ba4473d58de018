import Type, { type Static } from 'typebox';
import { type Clock, isoTime } from '../ports/clock.ts';
import { isObjectError, type ObjectRights } from '../ports/objects.ts';

/** Input that could not be used, kept with its cause: `failures/<cause>/<id>.json` in the ledger. */
export const FailureSchema = Type.Object({
  id: Type.String(),
  /** Error code; failures of one cause are looked at, and mended, together. */
  cause: Type.String(),
  service: Type.String(),
  session: Type.Optional(Type.String()),
  detail: Type.String(),
  field: Type.Optional(Type.String()),
  at: Type.String(),
  /** What came in, as it came. */
  input: Type.String(),
});

export type Failure = Static<typeof FailureSchema>;

export const failureKey = (failure: Pick<Failure, 'cause' | 'id'>): string =>
  `${failure.cause}/${failure.id}.json`;

/** Writes a failure into the inbox; the same failure of the same input is written once. */
export async function recordFailure(
  inbox: Pick<ObjectRights['write'], 'put'>,
  clock: Clock,
  failure: Omit<Failure, 'at'>,
): Promise<void> {
  const document: Failure = { ...failure, at: isoTime(clock) };
  try {
    await inbox.put(failureKey(failure), Buffer.from(JSON.stringify(document, null, 1)), {
      ifNoneMatch: '*',
    });
  } catch (error) {
    if (!isObjectError(error, 'PreconditionFailed')) throw error;
  }
}
