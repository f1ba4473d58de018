import Type from 'typebox';
import { check } from '../../schema/validate.ts';
import { type Caller, SCOPES } from '../auth.ts';

export const CallerSchema = Type.Object({
  key: Type.String({ minLength: 1 }),
  scopes: Type.Array(Type.Enum([...SCOPES])),
  sources: Type.Union([Type.Array(Type.String()), Type.Literal('*')]),
  source: Type.Optional(Type.String()),
});

/** The caller as the authorizer's context carries it: one value of plain ASCII, since only strings get through. */
export const encodeCaller = (caller: Caller): Readonly<Record<string, string>> => ({
  caller: Buffer.from(JSON.stringify(caller)).toString('base64url'),
});

/**
 * The caller that the gateway's authorizer found; undefined where there was none to ask, as on public routes.
 *
 * @throws where the context was written by anything but `encodeCaller`.
 */
export function decodeCaller(
  context: Readonly<Record<string, unknown>> | null | undefined,
): Caller | undefined {
  const encoded = context?.caller;
  if (encoded === undefined) return undefined;
  const checked = check(CallerSchema, JSON.parse(Buffer.from(String(encoded), 'base64url').toString()));
  if (!checked.ok) throw new Error('The context of the authorizer holds no caller.');
  return checked.value;
}
