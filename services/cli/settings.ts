import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import Type from 'typebox';
import { check } from '../../shared/schema/validate.ts';
import { defaultHome } from '../../shared/settings/home.ts';
import { CliError } from './errors.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

export interface Settings {
  /** Address of the platform. */
  readonly url: string;
  readonly apiKey: string;
}

/** What a running local platform writes into its home. */
export const PlatformSchema = Type.Object({
  url: Type.String(),
  pid: Type.Integer(),
  startedAt: Type.String(),
});

/**
 * Where the platform is and the key for it: SESSIONS_URL and SESSIONS_KEY, or what the local platform left in its
 * home (SESSIONS_HOME, or the user's data folder). Throws CliError that says what is missing.
 */
export async function readSettings(env: Environment, platform: NodeJS.Platform): Promise<Settings> {
  const home = env.SESSIONS_HOME || defaultHome(env, platform);
  const url = env.SESSIONS_URL ? checkedUrl(env.SESSIONS_URL) : await localUrl(home);
  const apiKey = env.SESSIONS_KEY || (await localKey(home, url));
  return { url, apiKey };
}

function checkedUrl(text: string): string {
  const url = URL.parse(text);
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return text;
  throw new CliError(
    'settings-invalid',
    `SESSIONS_URL is "${text}", which is no address such as http://127.0.0.1:8080.`,
  );
}

async function localUrl(home: string): Promise<string> {
  const text = await readIfThere(join(home, 'platform.json'));
  if (text === undefined) throw new CliError('platform-unreachable', `No platform runs in ${home}.`);
  const checked = check(PlatformSchema, parseJson(text));
  if (checked.ok) return checked.value.url;
  throw new CliError('settings-invalid', `${join(home, 'platform.json')} was not written by a platform.`);
}

/** The key of the local platform is for this machine: it never goes to another one. */
async function localKey(home: string, url: string): Promise<string> {
  if (!isLoopback(url)) throw new CliError('key-missing', `There is no API key for ${url}.`);
  const text = await readIfThere(join(home, 'local-key'));
  if (text?.trim()) return text.trim();
  throw new CliError('key-missing', `There is no key of a local platform in ${home}.`);
}

const isLoopback = (url: string): boolean =>
  /^(localhost|127(\.\d+){3}|\[::1\])$/.test(new URL(url).hostname);

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    if (isMissing(cause)) return undefined;
    throw new CliError('settings-invalid', `${file} cannot be read.`, { cause });
  }
}

const isMissing = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT';

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
