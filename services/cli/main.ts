import { CommanderError } from 'commander';
import { systemClock } from '../../shared/clients/clock.ts';
import type { Clock } from '../../shared/ports/clock.ts';
import { type Api, openApi } from '../api-client.ts';
import { CliError } from './errors.ts';
import { EXIT, type Exit, exitOf } from './exit-codes.ts';
import { openConsole } from './output/console.ts';
import { showFailure } from './output/failure.ts';
import type { Stream } from './output/style.ts';
import { buildProgram } from './program.ts';
import { type Environment, readSettings } from './settings.ts';

/** The world as the program's entry found it. */
export interface World {
  readonly argv: readonly string[];
  readonly env: Environment;
  readonly platform: NodeJS.Platform;
  readonly stdout: Stream;
  readonly stderr: Stream;
  /** Aborts on Ctrl-C. */
  readonly signal: AbortSignal;
  readonly clock?: Clock;
}

/** Runs `sessions` with these arguments and gives its exit code. */
export async function main(world: World): Promise<number> {
  const { stdout, stderr, env, signal, clock = systemClock } = world;
  const open = (json: boolean) => openConsole(stdout, stderr, env, json);
  let exit: Exit = 'ok';
  let connected: Promise<Connected> | undefined;
  const apiAt = (url?: string) => (connected ??= connect(world, clock, url));

  const program = buildProgram({ stdout, env }, async ({ json = false }, work, about) => {
    const screen = open(json);
    try {
      exit = await work({ screen, clock, signal, api: async () => (await apiAt()).api, apiAt });
    } catch (error) {
      exit = exitOf(error);
      if (!signal.aborted) showFailure(screen, error, about);
    }
    if (!signal.aborted) return;
    exit = 'interrupted';
    showFailure(screen, new CliError('interrupted', 'Interrupted.'));
  });

  if (world.argv.length === 0) {
    program.outputHelp();
    return EXIT.ok.code;
  }
  try {
    await program.parseAsync(world.argv, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return EXIT.ok.code;
    const usage = new CliError('usage', error.message.replace(/^error: /, '').replaceAll('\n', ' '));
    showFailure(open(world.argv.includes('--json')), usage);
    exit = exitOf(usage);
  }
  (await connected?.catch(() => undefined))?.api.disconnect();
  return EXIT[exit].code;
}

interface Connected {
  readonly url: string;
  readonly api: Api;
}

async function connect({ env, platform }: World, clock: Clock, url?: string): Promise<Connected> {
  const settings = await readSettings(url === undefined ? env : { ...env, SESSIONS_URL: url }, platform);
  return { url: settings.url.replace(/\/+$/, ''), api: openApi({ ...settings, clock }) };
}
