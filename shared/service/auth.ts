import { jwtVerify, SignJWT } from 'jose';
import type { Clock } from '../ports/clock.ts';
import { Refusal } from './errors.ts';

/** What a key may do. */
export const SCOPES = [
  'sessions:write',
  'sessions:read',
  'sandboxes:write',
  'failures:read',
  'status:read',
  'keys:write',
] as const;
export type Scope = (typeof SCOPES)[number];

/** Who asks, as the token says. `sources` limits what is seen and written; '*' is every source. */
export interface Caller {
  readonly key: string;
  readonly scopes: readonly Scope[];
  readonly sources: readonly string[] | '*';
  /** Under which it writes when a request names none. */
  readonly source?: string;
}

/** Seconds that a token lives: as long as a revoked key can still be used. */
export const TOKEN_SECONDS = 15 * 60;

const ISSUER = 'sessions';

/** A JWT (HS256) for the caller. `secret` is the base64url secret `token-signing`. */
export async function issueToken(caller: Caller, secret: string, clock: Clock): Promise<string> {
  const now = Math.floor(clock.now() / 1000);
  return await new SignJWT({
    scopes: caller.scopes,
    sources: caller.sources,
    ...(caller.source !== undefined && { source: caller.source }),
  })
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setIssuer(ISSUER)
    .setSubject(caller.key)
    .setIssuedAt(now)
    .setExpirationTime(now + TOKEN_SECONDS)
    .sign(Buffer.from(secret, 'base64url'));
}

/** The caller of a request, from `Authorization: Bearer <token>`. Throws the refusals token-missing and token-invalid. */
export async function authenticate(
  header: string | undefined,
  secret: string,
  clock: Clock,
): Promise<Caller> {
  const token = /^Bearer +(\S+)$/i.exec(header ?? '')?.[1];
  if (!token) throw new Refusal('token-missing');
  try {
    const { payload } = await jwtVerify(token, Buffer.from(secret, 'base64url'), {
      issuer: ISSUER,
      algorithms: ['HS256'],
      currentDate: new Date(clock.now()),
    });
    return callerOf(payload);
  } catch (cause) {
    throw new Refusal('token-invalid', undefined, {}, { cause });
  }
}

function callerOf(payload: { sub?: string; scopes?: unknown; sources?: unknown; source?: unknown }): Caller {
  const { sub, scopes, sources, source } = payload;
  if (!sub || !Array.isArray(scopes)) throw new Error('The token lacks its claims.');
  return {
    key: sub,
    scopes: SCOPES.filter((scope) => scopes.includes(scope)),
    sources: sources === '*' ? '*' : Array.isArray(sources) ? sources.map(String) : [],
    ...(typeof source === 'string' && { source }),
  };
}

export const maySee = (caller: Caller, source: string): boolean =>
  caller.sources === '*' || caller.sources.includes(source);

export function requireScope(caller: Caller, scope: Scope): void {
  if (!caller.scopes.includes(scope)) throw new Refusal('scope-missing', `The key has no scope "${scope}".`);
}
