import type { Token } from '../../shared/api/auth.ts';
import type { Clock } from '../../shared/ports/clock.ts';

export interface TokenKeeper {
  /** A token that is still good for a while; asked for once, however many callers wait for it. */
  current(): Promise<Token>;
  /** The platform did not take it: the next caller gets a new one. */
  forget(token: Token): void;
}

/** Milliseconds before its end from which on a token is renewed: a fifth of its life, at most a minute. */
const margin = (lifetime: number): number => Math.min(60_000, lifetime / 5);

/** Keeps one token and renews it before it ends. */
export function keepToken(ask: () => Promise<Token>, clock: Clock): TokenKeeper {
  let asking: Promise<Token> | undefined;
  let kept: { readonly token: Token; readonly renewAt: number } | undefined;

  const renew = async (): Promise<Token> => {
    try {
      const token = await ask();
      const lifetime = token.expiresIn * 1000;
      kept = { token, renewAt: clock.now() + lifetime - margin(lifetime) };
      return token;
    } finally {
      asking = undefined;
    }
  };

  return {
    current: () => {
      if (kept && clock.now() < kept.renewAt) return Promise.resolve(kept.token);
      asking ??= renew();
      return asking;
    },
    forget: (token) => {
      if (kept?.token === token) kept = undefined;
    },
  };
}
