import type { Token } from '../shared/api/auth.ts';
import { type Results, type ResultsQuery, ResultsSchema } from '../shared/api/results.ts';
import {
  type Sandbox,
  type Sandboxes,
  type SandboxesQuery,
  SandboxesSchema,
  type SandboxRequest,
  SandboxSchema,
  type WholeSandbox,
  WholeSandboxSchema,
} from '../shared/api/sandboxes.ts';
import {
  type Files,
  type FilesQuery,
  FilesSchema,
  type FindQuery,
  type Found,
  type FoundObjects,
  FoundSchema,
  type ObjectsQuery,
  ObjectsSchema,
  type Session,
  SessionSchema,
} from '../shared/api/sessions.ts';
import { type Failures, type FailuresQuery, FailuresSchema, type WholeStatus } from '../shared/api/status.ts';
import {
  type Address,
  type Addressed,
  AddressedSchema,
  type Addresses,
  type Begin,
  type Begun,
  BegunSchema,
  type Close,
  type Closed,
  ClosedSchema,
  type Complete,
  type Completion,
  CompletionSchema,
} from '../shared/api/uploads.ts';
import type { Clock } from '../shared/ports/clock.ts';
import { newSandboxId } from '../shared/session/sandbox.ts';
import { openConnections } from './api-client/exchange.ts';
import { openPlatform } from './api-client/platform.ts';
import { type PutOutcome, putBytes } from './api-client/put.ts';
import { askStatus } from './api-client/status.ts';

export { ApiError, CLIENT_ERRORS, type ClientErrorCode } from './api-client/errors.ts';
export { joinResults } from './api-client/join-results.ts';
export type { PutOutcome } from './api-client/put.ts';

/**
 * The API as uploader, cli and console call it. Every answer was checked against its schema. All calls throw
 * ApiError; what is transient was repeated before. An aborted signal ends a call with its reason.
 */
export interface Api {
  /** What the key may do, for which sources, and which one is meant when none is named. */
  caller(): Promise<Omit<Token, 'token' | 'expiresIn'>>;
  begin(session: string, body: Begin, signal?: AbortSignal): Promise<Begun>;
  addresses(session: string, body: Addresses, signal?: AbortSignal): Promise<Addressed>;
  /** Puts a file, a part or a manifest straight into the store. */
  put(address: Address, bytes: Uint8Array, signal?: AbortSignal): Promise<PutOutcome>;
  close(session: string, body: Close, signal?: AbortSignal): Promise<Closed>;
  complete(session: string, body: Complete, signal?: AbortSignal): Promise<Completion>;
  completion(session: string, proposal: string, signal?: AbortSignal): Promise<Completion>;
  find(query: FindQuery, signal?: AbortSignal): Promise<Found>;
  /** All pages of a search, one after the other. */
  findAll(query: FindQuery, signal?: AbortSignal): AsyncGenerator<Found, void>;
  session(id: string, signal?: AbortSignal): Promise<Session>;
  /** A page of a session's files, in the order of their paths. */
  files(id: string, query?: FilesQuery, signal?: AbortSignal): Promise<Files>;
  /** All pages of them. */
  filesAll(id: string, query?: FilesQuery, signal?: AbortSignal): AsyncGenerator<Files, void>;
  /** A page of what was made of a session. */
  results(id: string, query?: ResultsQuery, signal?: AbortSignal): Promise<Results>;
  /** All pages of it; `joinResults` makes one document of them. */
  resultsAll(id: string, query?: ResultsQuery, signal?: AbortSignal): AsyncGenerator<Results, void>;
  /** A page of the objects of one session, or of those that a query finds. */
  objects(query: ObjectsQuery, signal?: AbortSignal): Promise<FoundObjects>;
  /** All pages of them. */
  objectsAll(query: ObjectsQuery, signal?: AbortSignal): AsyncGenerator<FoundObjects, void>;
  /** Asks for a sandbox, once, however often the call has to be repeated. */
  createSandbox(request: SandboxRequest, signal?: AbortSignal): Promise<Sandbox>;
  /** A page of sandboxes, the newest first. */
  sandboxes(query: SandboxesQuery, signal?: AbortSignal): Promise<Sandboxes>;
  /** All pages of the sandboxes. */
  sandboxesAll(query: SandboxesQuery, signal?: AbortSignal): AsyncGenerator<Sandboxes, void>;
  sandbox(id: string, signal?: AbortSignal): Promise<WholeSandbox>;
  endSandbox(id: string, signal?: AbortSignal): Promise<Sandbox>;
  /** Also where search does not answer: then it says so. */
  status(signal?: AbortSignal): Promise<WholeStatus>;
  failures(query: FailuresQuery, signal?: AbortSignal): Promise<Failures>;
  /** All pages of the failures. */
  failuresAll(query: FailuresQuery, signal?: AbortSignal): AsyncGenerator<Failures, void>;
  /** Closes the connections; calls under way fail. */
  disconnect(): void;
}

export interface ApiOptions {
  /** Address of the platform, such as `http://127.0.0.1:8080`. */
  readonly url: string;
  readonly apiKey: string;
  readonly clock: Clock;
  /** Connections to the store, and as many again for calls. */
  readonly connections?: number;
}

export function openApi({ url, apiKey, clock, connections = 4 }: ApiOptions): Api {
  const base = url.replace(/\/+$/, '');
  const forCalls = openConnections(connections);
  const forBytes = openConnections(connections);
  const platform = openPlatform(base, apiKey, forCalls, clock);
  const { call, token } = platform;
  const at = (id: string, rest = ''): string => `/v1/sessions/${encodeURIComponent(id)}${rest}`;

  const find: Api['find'] = (query, signal) =>
    call({ method: 'GET', path: `/v1/sessions${search(query)}`, answer: FoundSchema, signal });
  const files: Api['files'] = (id, query = {}, signal) =>
    call({ method: 'GET', path: at(id, `/files${search(query)}`), answer: FilesSchema, signal });
  const results: Api['results'] = (id, query = {}, signal) =>
    call({ method: 'GET', path: at(id, `/results${search(query)}`), answer: ResultsSchema, signal });
  const objects: Api['objects'] = (query, signal) =>
    call({ method: 'GET', path: `/v1/objects${search(query)}`, answer: ObjectsSchema, signal });
  const sandboxes: Api['sandboxes'] = (query, signal) =>
    call({ method: 'GET', path: `/v1/sandboxes${search(query)}`, answer: SandboxesSchema, signal });
  const failures: Api['failures'] = (query, signal) =>
    call({ method: 'GET', path: `/v1/failures${search(query)}`, answer: FailuresSchema, signal });

  return {
    caller: async () => {
      const { token: _secret, expiresIn: _, ...caller } = await token();
      return caller;
    },
    begin: (id, body, signal) =>
      call({ method: 'POST', path: at(id, '/uploads'), body, answer: BegunSchema, signal }),
    addresses: (id, body, signal) =>
      call({ method: 'POST', path: at(id, '/uploads/addresses'), body, answer: AddressedSchema, signal }),
    put: (address, bytes, signal) => putBytes(forBytes, address, bytes, { clock, signal }),
    close: (id, body, signal) =>
      call({ method: 'POST', path: at(id, '/uploads/closed'), body, answer: ClosedSchema, signal }),
    complete: (id, body, signal) =>
      call({ method: 'POST', path: at(id, '/complete'), body, answer: CompletionSchema, signal }),
    completion: (id, proposal, signal) =>
      call({ method: 'GET', path: at(id, `/uploads/${proposal}`), answer: CompletionSchema, signal }),
    find,
    findAll: (query, signal) => pages(query, (page) => find(page, signal)),
    session: (id, signal) => call({ method: 'GET', path: at(id), answer: SessionSchema, signal }),
    files,
    filesAll: (id, query = {}, signal) => pages(query, (page) => files(id, page, signal)),
    results,
    resultsAll: (id, query = {}, signal) => pages(query, (page) => results(id, page, signal)),
    objects,
    objectsAll: (query, signal) => pages(query, (page) => objects(page, signal)),
    createSandbox: (request, signal) =>
      call({
        method: 'POST',
        path: '/v1/sandboxes',
        body: { id: newSandboxId(clock.now()), ...request },
        answer: SandboxSchema,
        signal,
      }),
    sandboxes,
    sandboxesAll: (query, signal) => pages(query, (page) => sandboxes(page, signal)),
    sandbox: (id, signal) =>
      call({
        method: 'GET',
        path: `/v1/sandboxes/${encodeURIComponent(id)}`,
        answer: WholeSandboxSchema,
        signal,
      }),
    endSandbox: (id, signal) =>
      call({
        method: 'DELETE',
        path: `/v1/sandboxes/${encodeURIComponent(id)}`,
        answer: SandboxSchema,
        signal,
      }),
    status: (signal) => askStatus(platform, signal),
    failures,
    failuresAll: (query, signal) => pages(query, (page) => failures(page, signal)),
    disconnect: () => {
      forCalls.close();
      forBytes.close();
    },
  };
}

/** Follows `next` from page to page. */
async function* pages<Q extends { after?: string }, P extends { next?: string }>(
  query: Q,
  ask: (query: Q) => Promise<P>,
): AsyncGenerator<P, void> {
  for (let after = query.after; ; ) {
    const page = await ask(after === undefined ? query : { ...query, after });
    yield page;
    after = page.next;
    if (after === undefined) return;
  }
}

function search(query: Readonly<Record<string, string | undefined>>): string {
  const given = Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return given.length > 0 ? `?${new URLSearchParams(given)}` : '';
}
