import { mkdir, unlink } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { fileURLToPath } from 'node:url';
import { services } from '../../services/registry.ts';
import { systemClock } from '../../shared/clients/clock.ts';
import { openLocalBus } from '../../shared/clients/local/bus/index.ts';
import { openLocalCompute } from '../../shared/clients/local/compute/index.ts';
import { writeFileAtomic } from '../../shared/clients/local/files.ts';
import { openLocalMail } from '../../shared/clients/local/mail/index.ts';
import { openLocalStores } from '../../shared/clients/local/objects/index.ts';
import { openLocalSecrets } from '../../shared/clients/local/secrets.ts';
import { openSearchEngine } from '../../shared/clients/opensearch.ts';
import { writtenNotice } from '../../shared/service/consume.ts';
import { byToken, dispatcher } from '../../shared/service/dispatch.ts';
import { makeKey } from '../../shared/service/keys.ts';
import { structuredLog } from '../../shared/service/observe.ts';
import { areaOf, type World } from '../../shared/service/wire.ts';
import { serveHttp } from './http-server.ts';
import { layout } from './layout.ts';
import { ensureLocalKey } from './local-key.ts';
import { openLogFile } from './log-file.ts';
import { type MailSettings, mailSettings } from './mail-settings.ts';
import { bindServices, queuesWaitingFor, runServices, subscriptionsOf } from './runtime.ts';

/** The program of a sandbox's instance: run, never imported. */
const INSTANCE_PROGRAM = fileURLToPath(new URL('../../services/sandbox/instance/main.ts', import.meta.url));

export interface LocalPlatform {
  readonly url: string;
  /** Whether no session has ever been committed here. */
  readonly archiveIsEmpty: boolean;
  /** Makes an API key; its text is given out this once. */
  makeKey(options: Parameters<typeof makeKey>[2]): Promise<string>;
  /** Finishes what is in work, then closes everything. What waits in queues is there at the next start. */
  stop(): Promise<void>;
}

/**
 * Starts every service of the registry on this machine: stores and queues in `home`, the API on loopback. One
 * platform a home: `search` is called once the home is ours, so that nobody else's search engine is touched.
 *
 * @throws where the home is in use, the port is taken, or the home cannot be written.
 */
export async function startPlatform(options: {
  home: string;
  /** 0 for any free one. */
  port: number;
  /** Starts or finds OpenSearch and resolves with its address. */
  search: () => Promise<string>;
  /** Where several platforms share one OpenSearch. */
  indexPrefix?: string;
  /** How messages to people go out; into the outbox folder only when left out. */
  mail?: MailSettings;
}): Promise<LocalPlatform> {
  const { home } = options;
  const files = layout(home);
  const clock = systemClock;
  // Closed in the reverse order of opening: at the end, and when a later step of the start fails.
  const closing = new AsyncDisposableStack();
  try {
    await mkdir(home, { recursive: true, mode: 0o700 });
    const secrets = openLocalSecrets(files.secrets);
    const signingKey = Buffer.from(await secrets.get('token-signing'), 'base64url');
    let url = '';
    const stores = closing.adopt(
      await openLocalStores({ home, baseUrl: () => url, signingKey, clock }),
      close,
    );
    const logFile = closing.adopt(await openLogFile(files.log), close);
    const log = structuredLog(logFile.write, () => clock.now());
    const bus = closing.adopt(
      await openLocalBus({ file: files.bus, clock, subscriptions: subscriptionsOf(services) }),
      close,
    );
    const mailing = options.mail ?? mailSettings({});
    const mail = await openLocalMail({ ...mailing, folder: files.outbox, clock });
    const search = closing.adopt(
      openSearchEngine({ url: await options.search(), prefix: options.indexPrefix ?? '' }),
      close,
    );
    const instances = await openLocalCompute({
      root: files.instances,
      program: [process.execPath, INSTANCE_PROGRAM],
      baseUrl: () => url,
      signingKey,
      ledger: areaOf(stores, 'ledger/instances'),
      onWritten: async (key) => {
        for (const name of queuesWaitingFor(services, 'ledger/instances', key))
          await bus.queue(name).send(writtenNotice(key));
      },
      onTrouble: (message, error) => log.error(message, error),
    });
    const { compute } = instances;
    const world: World = { ...stores, ...bus, search, secrets, compute, mail, clock, log };

    await ensureLocalKey(files.localKey, areaOf(world, 'ledger/keys'), clock);
    const bound = bindServices(services, world);
    const api = dispatcher({
      routes: bound.routes,
      authenticate: byToken(() => secrets.get('token-signing'), clock),
      log,
    });
    const onError = (error: unknown): void => log.error('A request ended badly.', error);
    const direct = async (...exchange: Exchange): Promise<boolean> =>
      (await stores.handle(...exchange)) || (await instances.handle(...exchange));
    const http = { api, store: direct, healthy: () => search.ping(), onError };
    const server = closing.adopt(await serveHttp(http, options.port), close);
    url = server.url;
    // Services sign addresses and instances call the platform: both need to know where it is.
    closing.defer(() => instances.close());
    await instances.resume();
    const running = runServices(bound, bus.queue, world);
    closing.defer(() => running.stop());
    const about = { url, pid: process.pid, startedAt: new Date(clock.now()) };
    await writeFileAtomic(files.platform, `${JSON.stringify(about)}\n`);
    closing.defer(() => unlink(files.platform).catch(() => undefined));
    log.info('The platform is ready.', { url });
    const archiveIsEmpty =
      (await areaOf(world, 'ledger/sessions').list({ prefix: '', limit: 1 })).objects.length === 0;
    return {
      url,
      archiveIsEmpty,
      makeKey: async (about) => (await makeKey(areaOf(world, 'ledger/keys'), clock, about)).text,
      stop: () => closing.disposeAsync(),
    };
  } catch (error) {
    await closing.disposeAsync();
    throw error;
  }
}

type Exchange = [request: IncomingMessage, response: ServerResponse];

const close = (part: { close(): Promise<void> }): Promise<void> => part.close();
