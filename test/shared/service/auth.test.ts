import { createHmac } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { SignJWT } from 'jose';
import {
  authenticate,
  issueToken,
  maySee,
  requireScope,
  TOKEN_SECONDS,
} from '../../../shared/service/auth.ts';
import { caller } from '../../make.ts';
import { manualClock } from '../../setup/manual-clock.ts';

const secret = Buffer.alloc(32, 1).toString('base64url');
const codeOf = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => 'accepted',
    (error: { code?: string }) => error.code,
  );
const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('a token', () => {
  test.each([
    ['with one source', caller({ source: 'rig-1', scopes: ['sessions:write', 'sessions:read'] })],
    ['with several sources', caller({ scopes: ['failures:read'], sources: ['rig-1', 'rig-2'] })],
    ['with every source', caller({ sources: '*', scopes: ['status:read'] })],
    ['with nothing', caller({ sources: [], scopes: [] })],
  ])('gives back the caller that it was issued to, %s', async (_, who) => {
    const clock = manualClock();
    const token = await issueToken(who, secret, clock);
    expect(await authenticate(`Bearer ${token}`, secret, clock)).toEqual(who);
    expect(await authenticate(`bearer  ${token}`, secret, clock)).toEqual(who);
  });

  test('lives for a quarter of an hour and not longer', async () => {
    const clock = manualClock();
    const header = `Bearer ${await issueToken(caller(), secret, clock)}`;
    await clock.advance((TOKEN_SECONDS - 1) * 1000);
    expect(await codeOf(authenticate(header, secret, clock))).toBe('accepted');
    await clock.advance(1000);
    expect(await codeOf(authenticate(header, secret, clock))).toBe('token-invalid');
  });

  test.each([undefined, '', 'Bearer', 'Bearer ', 'Basic abc', 'Bearer a b'])(
    'is missing in the header %p',
    async (header) => {
      expect(await codeOf(authenticate(header, secret, manualClock()))).toBe('token-missing');
    },
  );

  describe('is refused', () => {
    const clock = manualClock();
    const now = clock.now() / 1000;
    const claims = { iss: 'sessions', sub: 'key-x', scopes: ['keys:write'], sources: '*', exp: now + 60 };
    const signed = (alg: string, key: string, what: Record<string, unknown> = claims): Promise<string> =>
      new SignJWT(what).setProtectedHeader({ alg }).sign(Buffer.from(key, 'base64url'));

    test.each<[string, () => Promise<string> | string]>([
      ['signed with another secret', () => signed('HS256', Buffer.alloc(32, 2).toString('base64url'))],
      [
        'signed with another algorithm',
        () => {
          const input = `${part({ alg: 'HS512' })}.${part(claims)}`;
          const key = Buffer.from(secret, 'base64url');
          return `${input}.${createHmac('sha512', key).update(input).digest('base64url')}`;
        },
      ],
      ['signed with no algorithm', () => `${part({ alg: 'none' })}.${part(claims)}.`],
      [
        'signed with no algorithm, and a signature all the same',
        async () => {
          const [, body, signature] = (await signed('HS256', secret)).split('.');
          return `${part({ alg: 'none' })}.${body}.${signature}`;
        },
      ],
      [
        'with claims changed after signing',
        async () => {
          const [head, , signature] = (await issueToken(caller(), secret, clock)).split('.');
          return `${head}.${part(claims)}.${signature}`;
        },
      ],
      ['of another issuer', () => signed('HS256', secret, { ...claims, iss: 'others' })],
      ['without a key', () => signed('HS256', secret, { ...claims, sub: undefined })],
      ['without scopes', () => signed('HS256', secret, { ...claims, scopes: undefined })],
      ['that is none', () => 'abc'],
    ])('%s', async (_, token) => {
      expect(await codeOf(authenticate(`Bearer ${await token()}`, secret, clock))).toBe('token-invalid');
    });
  });

  test('gives no scope that there is not', async () => {
    const clock = manualClock();
    const token = await issueToken(caller({ scopes: ['everything' as 'keys:write'] }), secret, clock);
    expect((await authenticate(`Bearer ${token}`, secret, clock)).scopes).toEqual([]);
  });
});

describe('a caller', () => {
  test('sees its own sources, or all', () => {
    expect(maySee(caller({ sources: ['rig-1'] }), 'rig-1')).toBe(true);
    expect(maySee(caller({ sources: ['rig-1'] }), 'rig-2')).toBe(false);
    expect(maySee(caller({ sources: [] }), 'rig-1')).toBe(false);
    expect(maySee(caller({ sources: '*' }), 'rig-2')).toBe(true);
    expect(maySee(caller({ sources: ['*'] }), 'rig-2')).toBe(false);
  });

  test('is told which scope is missing', () => {
    const reader = caller({ scopes: ['sessions:read'] });
    expect(() => requireScope(reader, 'sessions:read')).not.toThrow();
    expect(() => requireScope(reader, 'sessions:write')).toThrow('The key has no scope "sessions:write".');
  });
});
