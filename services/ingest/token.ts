import type { Token, TokenRequest } from '../../shared/api/auth.ts';
import { issueToken, TOKEN_SECONDS } from '../../shared/service/auth.ts';
import { Refusal } from '../../shared/service/errors.ts';
import type { HttpAnswer, HttpRequest } from '../../shared/service/http.ts';
import { callerOfKey } from '../../shared/service/keys.ts';
import type { Deps } from './rights.ts';

/** A short-lived token for a key, so that the key itself travels rarely and can be revoked. */
export async function giveToken(request: HttpRequest<TokenRequest>, deps: Deps): Promise<HttpAnswer> {
  const caller = await callerOfKey(deps.objects['ledger/keys'], request.body.apiKey, deps.clock);
  if (!caller) throw new Refusal('key-invalid');
  const token = await issueToken(caller, await deps.secrets.get('token-signing'), deps.clock);
  const body: Token = {
    token,
    expiresIn: TOKEN_SECONDS,
    scopes: [...caller.scopes],
    sources: caller.sources === '*' ? '*' : [...caller.sources],
    ...(caller.source !== undefined && { source: caller.source }),
  };
  return { status: 200, body, headers: { 'cache-control': 'no-store' } };
}
