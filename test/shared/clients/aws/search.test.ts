import { createHash, createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { openAwsSearch, signedSearch } from '../../../../shared/clients/aws/search.ts';

const REGION = 'eu-central-1';
const first = { accessKeyId: 'AKIDFIRST', secretAccessKey: 'secret of the first', sessionToken: 'token-1' };
const second = {
  accessKeyId: 'AKIDSECOND',
  secretAccessKey: 'secret of the second',
  sessionToken: 'token-2',
};
const SECRETS: Readonly<Record<string, string>> = {
  AKIDFIRST: first.secretAccessKey,
  AKIDSECOND: second.secretAccessKey,
};

/** The signature that AWS would expect of a request, by the documentation of SigV4, step by step. */
function expectedSignature(
  request: IncomingMessage,
  body: Buffer,
  signedHeaders: string,
  scope: string,
  secret: string,
): string {
  const url = new URL(request.url ?? '', 'http://host');
  const encode = (text: string): string =>
    encodeURIComponent(text).replaceAll(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
  // Every service but S3 encodes the path, as it was sent, once more.
  const path = url.pathname.split('/').map(encode).join('/');
  const query = [...url.searchParams]
    .map(([key, value]) => `${encode(key)}=${encode(value)}`)
    .sort()
    .join('&');
  const headers = signedHeaders
    .split(';')
    .map((name) => `${name}:${String(request.headers[name]).trim().replaceAll(/ +/g, ' ')}\n`)
    .join('');
  const sha256 = (data: string | Buffer): string => createHash('sha256').update(data).digest('hex');
  const canonical = [request.method, path, query, headers, signedHeaders, sha256(body)].join('\n');
  const toSign = ['AWS4-HMAC-SHA256', request.headers['x-amz-date'], scope, sha256(canonical)].join('\n');
  const hmac = (key: string | Buffer, data: string): Buffer =>
    createHmac('sha256', key).update(data).digest();
  const key = scope.split('/').reduce<string | Buffer>(hmac, `AWS4${secret}`);
  return hmac(key, toSign).toString('hex');
}

interface Seen {
  readonly key: string;
  readonly scope: string;
  readonly token: string | undefined;
  readonly isRight: boolean;
}

function judge(request: IncomingMessage, body: Buffer): Seen {
  const [, key = '', scope = '', signedHeaders = '', signature] =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\S+), SignedHeaders=(\S+), Signature=(\S+)$/.exec(
      request.headers.authorization ?? '',
    ) ?? [];
  const token = request.headers['x-amz-security-token']?.toString();
  const wanted = expectedSignature(request, body, signedHeaders, scope, SECRETS[key] ?? '');
  return { key, scope: scope.slice(scope.indexOf('/') + 1), token, isRight: wanted === signature };
}

describe('a search domain', () => {
  let server: Server;
  let seen: Seen[];
  let engine: ReturnType<typeof signedSearch>;
  let credentials: { accessKeyId: string; secretAccessKey: string; sessionToken: string; expiration?: Date };

  beforeEach(async () => {
    seen = [];
    credentials = first;
    server = createServer(async (request, response) => {
      seen.push(judge(request, await buffer(request)));
      const answer = { hits: { hits: [] }, items: [{ index: { _id: 'ä', status: 201 } }], timed_out: false };
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    engine = signedSearch({
      url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      region: async () => REGION,
      credentials: async () => credentials,
    });
  });
  afterEach(async () => {
    await engine.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  test('knows by the signature of each request who asks', async () => {
    await engine.search({ index: 'sessions', body: { query: { match: { text: 'Größe 心電図' } } } });
    await engine.write('sessions', [{ id: 'ä', version: 1, body: { text: 'Größe' } }]);
    await engine.openPointInTime('sessions, with a comma', 60);
    await engine.count('sessions');
    const right = { key: 'AKIDFIRST', scope: `${REGION}/es/aws4_request`, token: 'token-1', isRight: true };
    expect(seen).toEqual([right, right, right, right]);
  });

  test('is asked with new credentials once the old ones run out', async () => {
    credentials = { ...first, expiration: new Date(Date.now() + 1000) };
    await engine.count('sessions');
    credentials = second;
    await engine.count('sessions');
    expect(seen.map(({ key, isRight }) => [key, isRight])).toEqual([
      ['AKIDFIRST', true],
      ['AKIDSECOND', true],
    ]);
  });
});

test('an environment without search opens none', () => {
  expect(() => openAwsSearch({})).toThrow('names no search');
});
