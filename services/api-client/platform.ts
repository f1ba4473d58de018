import type { Static, TSchema } from 'typebox';
import { type Token, TokenSchema } from '../../shared/api/auth.ts';
import type { Clock } from '../../shared/ports/clock.ts';
import { readAnswer } from './answer.ts';
import { ApiError } from './errors.ts';
import type { Connections, Outgoing } from './exchange.ts';
import { type Verdict, withRetry } from './retry.ts';
import { keepToken } from './token.ts';
import { explainFailure, judgeFailure } from './transient.ts';

export interface Call<S extends TSchema> {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** Below the platform's address, with its query. */
  readonly path: string;
  readonly body?: unknown;
  /** Of the answer. */
  readonly answer: S;
  /** Failures that are answer enough, although another attempt might bring another one. */
  readonly isFinal?: (error: ApiError) => boolean;
  readonly signal?: AbortSignal | undefined;
}

export interface Platform {
  /** One call with a token, repeated while its failure is transient: every call of the API may be repeated. */
  call<S extends TSchema>(call: Call<S>): Promise<Static<S>>;
  token(signal?: AbortSignal): Promise<Token>;
}

/** Speaks JSON with the platform at `base` in the name of a key. */
export function openPlatform(base: string, apiKey: string, connections: Connections, clock: Clock): Platform {
  let reached = false;

  const send = async <S extends TSchema>(call: Call<S>, token?: Token): Promise<Static<S>> => {
    const request = outgoing(base, call, token);
    const answer = await connections.exchange(request);
    reached = true;
    return readAnswer(request.url, answer, call.answer);
  };

  const patiently = async <T>(
    run: () => Promise<T>,
    { isFinal, signal }: Pick<Call<TSchema>, 'isFinal' | 'signal'> = {},
  ): Promise<T> => {
    const judge = (error: unknown): Verdict =>
      error instanceof ApiError && isFinal?.(error) ? undefined : judgeFailure(error, reached);
    try {
      return await withRetry(run, judge, { clock, signal });
    } catch (error) {
      throw explainFailure(error, base);
    }
  };

  const ask: Call<typeof TokenSchema> = {
    method: 'POST',
    path: '/v1/auth/token',
    body: { apiKey },
    answer: TokenSchema,
  };
  const tokens = keepToken(() => send(ask), clock);

  const withToken = async <S extends TSchema>(call: Call<S>): Promise<Static<S>> => {
    const token = await tokens.current();
    try {
      return await send(call, token);
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 401) throw error;
      tokens.forget(token);
      return await send(call, await tokens.current());
    }
  };

  return {
    call: (call) => patiently(() => withToken(call), call),
    token: (signal) => patiently(() => tokens.current(), { signal }),
  };
}

function outgoing(base: string, { method, path, body, signal }: Call<TSchema>, token?: Token): Outgoing {
  return {
    method,
    url: base + path,
    headers: {
      accept: 'application/json, application/problem+json',
      ...(token && { authorization: `Bearer ${token.token}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: Buffer.from(JSON.stringify(body)) }),
    signal,
  };
}
