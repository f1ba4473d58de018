import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { emulatorPython } from './install.ts';

const program = fileURLToPath(new URL('./run.py', import.meta.url));

export const ACCOUNT = '000000000000';
export const REGION = 'us-east-1';

export interface Emulator {
  readonly url: string;
  /** For SDK clients: as the account's root, whom no policy binds. */
  readonly root: {
    readonly endpoint: string;
    readonly region: string;
    readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  };
  /** What it has printed so far: its log. */
  output(): string;
  stop(): Promise<void>;
}

/**
 * Starts MiniStack on a free port of loopback, with a state of its own that is gone at the end. Functions run on the
 * Node that runs this. `enforceIam`: every request is judged by the policies of whoever signed it. `tls`: it is spoken to
 * by HTTPS alone, with a certificate that this process trusts until it stops.
 */
export async function startEmulator(
  options: { enforceIam?: boolean; tls?: boolean; env?: Readonly<Record<string, string>> } = {},
): Promise<Emulator> {
  const [python, port, state] = await Promise.all([
    emulatorPython(),
    freePort(),
    mkdtemp(join(tmpdir(), 'sessions-emulator-')),
  ]);
  const child = spawn(python, [program], {
    cwd: state,
    env: {
      // Functions inherit all of it: nothing of the caller's own account may be in there.
      PATH: `${dirname(process.execPath)}:${process.env.PATH}`,
      HOME: state,
      TMPDIR: state,
      LANG: 'C.UTF-8',
      PYTHONDONTWRITEBYTECODE: '1',
      BIND_HOST: '127.0.0.1',
      GATEWAY_PORT: String(port),
      MINISTACK_REGION: REGION,
      MINISTACK_ACCOUNT_ID: ACCOUNT,
      IOT_MTLS_ENABLED: '0',
      STATE_DIR: join(state, 'state'),
      AUTH: options.enforceIam ? 'true' : 'false',
      USE_SSL: options.tls ? '1' : '0',
      ...options.env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    // Functions are its children: they are ended with it, as a group.
    detached: true,
  });
  const lines: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => lines.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => lines.push(chunk));
  const output = (): string => Buffer.concat(lines).toString();
  const ended = new Promise<void>((resolve) => child.on('close', () => resolve()));
  let trusting: Disposable | undefined;
  const stop = async (): Promise<void> => {
    trusting?.[Symbol.dispose]();
    process.off('exit', killGroup);
    killGroup();
    await ended;
    await rm(state, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
  };
  const killGroup = (): void => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    } catch {
      // It has ended.
    }
  };
  process.on('exit', killGroup);
  const url = `${options.tls ? 'https' : 'http'}://127.0.0.1:${port}`;
  try {
    if (options.tls) trusting = await trust(join(state, 'ministack-tls', 'server.crt'));
    await answers(`${url}/_ministack/health`, () => child.exitCode !== null);
  } catch (cause) {
    await stop();
    throw new Error(`The AWS emulator does not answer.\n${output()}`, { cause });
  }
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  return { url, root: { endpoint: url, region: REGION, credentials }, output, stop };
}

async function answers(url: string, hasEnded: () => boolean): Promise<void> {
  const until = Date.now() + 30_000;
  for (;;) {
    try {
      if ((await fetch(url)).ok) return;
    } catch (error) {
      if (hasEnded() || Date.now() > until) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Adds a certificate, once its file is there, to those that this process trusts. */
async function trust(file: string): Promise<Disposable> {
  const before = getCACertificates('default');
  const until = Date.now() + 30_000;
  for (;;) {
    const certificate = await readFile(file, 'utf8').catch(() => '');
    if (certificate.includes('END CERTIFICATE')) {
      setDefaultCACertificates([...before, certificate]);
      return { [Symbol.dispose]: () => setDefaultCACertificates(before) };
    }
    if (Date.now() > until) throw new Error('The emulator made no certificate: it needs openssl.');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}
