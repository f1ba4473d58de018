import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import Type, { type Static } from 'typebox';
import { type Clock, isoTime } from '../ports/clock.ts';
import type { ObjectRights } from '../ports/objects.ts';
import { type Caller, SCOPES, type Scope } from './auth.ts';
import { readJson } from './documents.ts';

/** An API key as kept: `keys/<id>.json` in the ledger. The secret itself is kept nowhere. */
export const KeySchema = Type.Object({
  id: Type.String(),
  /** For people: whose it is. */
  label: Type.String(),
  /** SHA-256 of the secret, hexadecimal. The secret has 256 random bits, so that no slow hash is needed. */
  secretSha256: Type.String(),
  scopes: Type.Array(Type.Enum([...SCOPES])),
  sources: Type.Union([Type.Array(Type.String()), Type.Literal('*')]),
  /** Under which it writes when a request names none; a key with one source needs no other. */
  source: Type.Optional(Type.String()),
  created: Type.String(),
  expires: Type.Optional(Type.String()),
  revoked: Type.Optional(Type.String()),
});

export type Key = Static<typeof KeySchema>;

const keyDocument = (id: string): string => `${id}.json`;
const digest = (secret: string): Buffer => createHash('sha256').update(secret).digest();

/** Makes a key and stores its document; the text, `<id>.<secret>`, is given out this once. */
export async function makeKey(
  keys: ObjectRights['write'],
  clock: Clock,
  options: { label: string; scopes: readonly Scope[]; sources: readonly string[] | '*'; source?: string },
): Promise<{ id: string; text: string }> {
  const id = `key-${randomBytes(12).toString('hex')}`;
  const secret = randomBytes(32).toString('base64url');
  const { label, scopes, sources } = options;
  const source = options.source ?? (sources.length === 1 && sources !== '*' ? sources[0] : undefined);
  const key: Key = {
    id,
    label,
    secretSha256: digest(secret).toString('hex'),
    scopes: [...scopes],
    sources: sources === '*' ? '*' : [...sources],
    ...(source !== undefined && { source }),
    created: isoTime(clock),
  };
  await keys.put(keyDocument(id), Buffer.from(JSON.stringify(key, null, 1)), { ifNoneMatch: '*' });
  return { id, text: `${id}.${secret}` };
}

/** The caller that a key stands for; undefined where it is unknown, wrong, revoked or expired. */
export async function callerOfKey(
  keys: ObjectRights['read'],
  text: string,
  clock: Clock,
): Promise<Caller | undefined> {
  const parts = /^(key-[0-9a-f]{24})\.([A-Za-z0-9_-]{43})$/.exec(text);
  const [, id, secret] = parts ?? [];
  if (!id || !secret) return undefined;
  const key = (await readJson(keys, keyDocument(id), KeySchema))?.value;
  if (!key || !timingSafeEqual(digest(secret), Buffer.from(key.secretSha256, 'hex'))) return undefined;
  if (key.revoked) return undefined;
  // Written so that an expiry that nobody can read has passed.
  if (key.expires !== undefined && !(Date.parse(key.expires) > clock.now())) return undefined;
  const { scopes, sources, source } = key;
  return { key: key.id, scopes, sources, ...(source !== undefined && { source }) };
}
