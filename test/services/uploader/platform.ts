import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Static, TSchema } from 'typebox';
import {
  AddressesSchema,
  type Begin,
  BeginSchema,
  CloseSchema,
  CompleteSchema,
  type Completion,
} from '../../../shared/api/uploads.ts';
import { check } from '../../../shared/schema/validate.ts';
import { type ErrorCode, Refusal } from '../../../shared/service/errors.ts';
import { problemOf } from '../../../shared/service/problem.ts';
import { crc32, crc32Hex } from '../../../shared/session/crc32.ts';
import { type Proposal, ProposalSchema, totalBytes } from '../../../shared/session/manifest.ts';
import type { SignedReceipt } from '../../../shared/session/receipt.ts';
import { proposalId } from '../../../shared/session/upload.ts';
import { type MemoryStore, memoryStore } from './memory-store.ts';

export type Kind = 'token' | 'begin' | 'addresses' | 'put' | 'closed' | 'complete' | 'completion' | 'other';

export interface Seen {
  readonly kind: Kind;
  /** Requests before this one, of all kinds. */
  readonly number: number;
  readonly method: string;
  readonly url: string;
}

/**
 * What goes wrong with a request: the connection breaks before it is done, in the middle of its body, or after it
 * was done and before the answer; or it is answered with a status without being done.
 */
export type Fault =
  | 'reset-before'
  | 'reset-midway'
  | 'lost-answer'
  | { readonly status: number; readonly headers?: Record<string, string>; readonly code?: ErrorCode };

export interface Hosted {
  readonly store: MemoryStore;
  source: string;
  proposals: Map<string, Buffer>;
  outcomes: Map<string, Completion>;
  /** How often somebody asked what became of a proposal. */
  asked: number;
  committed?: Proposal;
}

export interface TestPlatform {
  readonly url: string;
  readonly sessions: Map<string, Hosted>;
  /** Every request in the order of arrival. */
  readonly seen: Seen[];
  /** Decides what goes wrong; nothing by default. */
  fault: (seen: Seen) => Fault | undefined;
  now: () => number;
  /** Answers of other addresses, by method and path. */
  answer: (method: string, url: URL) => unknown;
  /** Sources of the key. */
  sources: string[] | '*';
  /** The one that is meant when a request names none. */
  source: string | undefined;
  /** Takes back all tokens given out so far. */
  refuseTokens(): void;
  /** Once all clients are gone and what they sent has been dealt with. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

export const API_KEY = 'key-of-the-test';

/** A platform that takes uploads as the API says, in memory, on a loopback socket, with faults on demand. */
export async function openTestPlatform(): Promise<TestPlatform> {
  let tokens = new Set<string>();
  const underWay = new Set<Promise<void>>();
  const server = http.createServer((request, response) => {
    const served = serve(request, response)
      .catch(() => void request.socket.destroy())
      .finally(() => underWay.delete(served));
    underWay.add(served);
  });
  const connections = new Set<Promise<void>>();
  server.on('connection', (socket) => {
    const closed = new Promise<void>((resolve) => socket.once('close', resolve));
    connections.add(closed);
    void closed.then(() => connections.delete(closed));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const platform: TestPlatform = {
    url,
    sessions: new Map(),
    seen: [],
    fault: () => undefined,
    now: () => Date.now(),
    answer: () => undefined,
    sources: ['rig-1'],
    source: 'rig-1',
    refuseTokens: () => {
      tokens = new Set();
    },
    settled: async () => {
      while (connections.size + underWay.size > 0) await Promise.all([...connections, ...underWay]);
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url: target = '' } = request;
    const seen: Seen = { kind: kindOf(method, target), number: platform.seen.length, method, url: target };
    platform.seen.push(seen);
    const fault = platform.fault(seen);
    if (fault === 'reset-before') return void request.socket.destroy();
    if (fault === 'reset-midway') return breakMidway(request);
    const body = await bodyOf(request);
    if (typeof fault === 'object') return answerFault(response, fault);
    const { status, json } = act(request, seen, body);
    if (fault === 'lost-answer') return void request.socket.destroy();
    response.writeHead(status, {
      'content-type': status < 400 ? 'application/json' : 'application/problem+json',
    });
    response.end(json === undefined ? '' : JSON.stringify(json));
  }

  function act(request: IncomingMessage, { kind, method, url: target }: Seen, body: Buffer) {
    try {
      if (kind === 'put') return put(request, target, body);
      if (kind === 'token') return { status: 200, json: giveToken(body) };
      if (!tokens.has(request.headers.authorization ?? '')) throw new Refusal('token-invalid');
      const id = decodeURIComponent(target.split('/')[3] ?? '');
      if (kind === 'other') return other(method, target);
      return { status: kind === 'complete' ? 202 : 200, json: upload(kind, id, target, body) };
    } catch (error) {
      const problem = problemOf(error);
      return { status: problem.status, json: problem };
    }
  }

  function giveToken(body: Buffer) {
    if (JSON.parse(body.toString()).apiKey !== API_KEY) throw new Refusal('key-invalid');
    const token = `token-${platform.seen.length}`;
    tokens.add(`Bearer ${token}`);
    return {
      token,
      expiresIn: 900,
      scopes: ['sessions:write', 'sessions:read'],
      sources: platform.sources,
      ...(platform.source && { source: platform.source }),
    };
  }

  function put(request: IncomingMessage, target: string, body: Buffer) {
    const id = target.slice('/store/'.length);
    const results = [...platform.sessions.values()].map(({ store }) =>
      store.put(id, platform.now(), request.headers, body),
    );
    const status = results.find((result) => result !== 403) ?? 403;
    return { status, json: undefined };
  }

  function other(method: string, target: string) {
    const json = platform.answer(method, new URL(target, url));
    if (json === undefined) throw new Refusal('route-unknown');
    return { status: 200, json };
  }

  function upload(kind: Kind, id: string, target: string, body: Buffer): unknown {
    if (kind === 'begin') return begin(id, parse(BeginSchema, body));
    const session = platform.sessions.get(id);
    if (!session) throw new Refusal('upload-unknown');
    const { store } = session;
    if (kind === 'completion') return completion(session, id, target.split('/').at(-1) ?? '');
    if (kind === 'closed') return { files: parse(CloseSchema, body).files.map((file) => store.close(file)) };
    if (kind === 'complete') {
      const { crc32: crc, size } = parse(CompleteSchema, body).manifest;
      return complete(session, id, proposalId(crc, size));
    }
    const { parts, manifest } = parse(AddressesSchema, body);
    const keep = (object: { bytes: Buffer; crc32: string }): number => {
      session.proposals.set(proposalId(object.crc32, object.bytes.length), object.bytes);
      return 200;
    };
    return {
      parts: parts.map((part) => store.address(url, platform.now(), part)),
      ...(manifest && { manifest: store.addressFor(url, platform.now(), manifest, keep) }),
    };
  }

  function begin(id: string, { source, files }: Begin) {
    const chosen = source ?? platform.source;
    if (chosen === undefined) throw new Refusal('source-needed');
    const session: Hosted = platform.sessions.get(id) ?? {
      store: memoryStore(),
      source: chosen,
      proposals: new Map(),
      outcomes: new Map(),
      asked: 0,
    };
    if (session.source !== chosen) throw new Refusal('session-exists');
    platform.sessions.set(id, session);
    const committed = session.committed !== undefined;
    const states = files.map((file) => session.store.state(file, committed));
    return { session: id, source: chosen, committed, files: states };
  }

  return platform;
}

function complete(session: Hosted, id: string, proposal: string): Completion {
  const bytes = session.proposals.get(proposal);
  if (!bytes) throw new Refusal('manifest-missing');
  const outcome = commit(session, id, proposal, JSON.parse(bytes.toString()));
  session.outcomes.set(proposal, outcome);
  return { session: id, proposal, state: 'completing', problems: [] };
}

function commit(session: Hosted, id: string, proposal: string, value: unknown): Completion {
  const refused = (code: ErrorCode, detail: string): Completion => ({
    session: id,
    proposal,
    state: 'refused',
    problems: [{ code, detail }],
  });
  const checked = check(ProposalSchema, value);
  if (!checked.ok) return refused('manifest-invalid', JSON.stringify(checked.problems));
  const { files, source } = checked.value;
  const { committed, store } = session;
  if (committed && JSON.stringify(sums(committed)) !== JSON.stringify(sums(checked.value)))
    return refused('session-exists', 'Other content is committed.');
  for (const { path, size, crc32: crc } of files) {
    const object = store.objects.get(path);
    if (!object) return refused('file-missing', path);
    if (object.bytes.length !== size || object.crc32 !== crc || crc32Hex(crc32(object.bytes)) !== crc)
      return refused('checksum-mismatch', path);
  }
  session.committed ??= checked.value;
  const receipt: SignedReceipt = {
    receipt: {
      session: id,
      source,
      manifestSha256: '0'.repeat(64),
      files: files.length,
      bytes: totalBytes(files),
      committedAt: '2026-01-01T00:00:00.000Z',
      checked: 'crc32',
      checkedAt: '2026-01-01T00:00:00.000Z',
      safeToDelete: false,
      reason: 'Not read back yet.',
    },
    jws: 'header.payload.signature',
  };
  return { session: id, proposal, state: 'committed', problems: [], receipt };
}

const sums = ({ files }: Proposal): string[] =>
  files.map(({ path, size, crc32: crc }) => `${path} ${size} ${crc}`);

/** The first time that somebody asks, it is not yet decided. */
function completion(session: Hosted, id: string, proposal: string): Completion {
  const outcome = session.outcomes.get(proposal);
  if (!outcome) throw new Refusal('upload-unknown');
  session.asked += 1;
  return session.asked > 1 ? outcome : { session: id, proposal, state: 'completing', problems: [] };
}

function parse<S extends TSchema>(schema: S, body: Buffer): Static<S> {
  const checked = check(schema, JSON.parse(body.toString()));
  if (checked.ok) return checked.value;
  const [problem] = checked.problems;
  throw new Refusal('request-invalid', `${problem?.field} ${problem?.reason}`);
}

function kindOf(method: string, target: string): Kind {
  if (target.startsWith('/store/')) return 'put';
  if (target === '/v1/auth/token') return 'token';
  const [, , what, , ...rest] = target.split('/');
  if (what !== 'sessions') return 'other';
  const route = `${method} ${rest.join('/')}`;
  if (route === 'POST uploads') return 'begin';
  if (route === 'POST uploads/addresses') return 'addresses';
  if (route === 'POST uploads/closed') return 'closed';
  if (route === 'POST complete') return 'complete';
  return /^GET uploads\/.+/.test(route) ? 'completion' : 'other';
}

function breakMidway(request: IncomingMessage): void {
  if (Number(request.headers['content-length'] ?? 0) === 0) request.socket.destroy();
  else request.once('data', () => request.socket.destroy());
}

function answerFault(response: ServerResponse, fault: Exclude<Fault, string>): void {
  response.writeHead(fault.status, { ...fault.headers, 'content-type': 'application/problem+json' });
  response.end(fault.code === undefined ? '' : JSON.stringify(problemOf(new Refusal(fault.code))));
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}
