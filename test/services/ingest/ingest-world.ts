import { serveHttp } from '../../../infra/local/http-server.ts';
import { ingest } from '../../../services/ingest/service.ts';
import type { Address, Addressed, Begun, FileState } from '../../../shared/api/uploads.ts';
import type { Caller } from '../../../shared/service/auth.ts';
import type { HttpAnswer } from '../../../shared/service/http.ts';
import { fetchAddress } from '../../contracts/fetch-address.ts';
import { caller, crcOf } from '../../make.ts';
import { apiOf, openWorld, type TestWorld } from '../world.ts';

/** The service with a store whose signed addresses are served on loopback. */
export interface IngestWorld extends TestWorld {
  /** A POST to `/v1/sessions/<session><place>` by a key of rig-1, or by somebody else. */
  post(session: string, place: string, body: unknown, as?: Caller): Promise<HttpAnswer>;
  get(path: string, as?: Caller): Promise<HttpAnswer>;
  /** What is there of one file. */
  stateOf(session: string, path: string, size: number, more?: { replace?: boolean }): Promise<FileState>;
  /** Asks for the address of a whole file, or of a part of one, and sends the bytes; the HTTP status. */
  send(session: string, path: string, bytes: Uint8Array | string, part?: Part): Promise<number>;
}

export interface Part {
  readonly fileSize: number;
  readonly part: number;
  readonly uploadId: string | undefined;
}

export const rig1: Caller = caller({ source: 'rig-1' });
export const rig2: Caller = caller({ key: 'key-other', sources: ['rig-2'], source: 'rig-2' });

export async function openIngest(): Promise<IngestWorld> {
  const world = await openWorld();
  const call = apiOf(ingest, world);
  const server = await serveHttp(
    {
      api: async () => ({ status: 404 }),
      store: world.local.handle,
      healthy: async () => true,
      onError: (error) => world.log.error('A request ended badly.', error),
    },
    0,
  );
  world.servedAt(server.url);
  const post: IngestWorld['post'] = (session, place, body, as = rig1) =>
    call({ method: 'POST', path: `/v1/sessions/${session}${place}`, body, as });
  return {
    ...world,
    post,
    get: (path, as = rig1) => call({ method: 'GET', path, as }),
    stateOf: async (session, path, size, more = {}) => {
      const answer = await post(session, '/uploads', { files: [{ path, size, ...more }] });
      const [state] = (answer.body as Begun).files ?? [];
      if (!state) throw new Error(JSON.stringify(answer));
      return state;
    },
    send: async (session, path, bytes, part) => {
      const about = part ?? { fileSize: Buffer.byteLength(bytes), part: 1 };
      const answer = await post(session, '/uploads/addresses', {
        parts: [{ path, crc32: crcOf(bytes), ...about }],
      });
      return await sendTo((answer.body as Addressed).parts[0], bytes);
    },
    close: async () => {
      await server.close();
      await world.close();
    },
  };
}

export async function sendTo(address: Address | undefined, bytes: Uint8Array | string): Promise<number> {
  if (!address) throw new Error('There is no address.');
  return (await fetchAddress(address, { body: Buffer.from(bytes as string) })).status;
}
