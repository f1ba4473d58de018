import type { Sandbox, SandboxRequest } from '../../../../shared/api/sandboxes.ts';
import { DEFAULT_SANDBOX_HOURS, MAX_SANDBOX_HOURS } from '../../../../shared/session/sandbox.ts';
import type { AddCommand, Context } from '../../context.ts';
import { CliError } from '../../errors.ts';
import type { Exit } from '../../exit-codes.ts';
import { openProgressBar } from '../../output/progress-bar.ts';
import { describeSandbox } from '../../output/sandbox.ts';

interface Options {
  readonly query?: string;
  readonly to: readonly string[];
  readonly hours?: string;
  readonly name?: string;
  readonly wait?: boolean;
  readonly json?: boolean;
}

/** Milliseconds between two looks. */
const LOOK_MS = 250;
const SETTLED: ReadonlySet<Sandbox['state']> = new Set(['ready', 'expiring', 'ended', 'failed']);

export const addCreate: AddCommand = (program, run) => {
  program
    .command('create')
    .summary('ask for a sandbox with these sessions')
    .usage('(ID... | --query QUERY) [options]')
    .description('Asks for a sandbox with the named sessions, or with all that a query finds now.')
    .argument('[id...]', 'sessions, as push and find show them')
    .option('--query <QUERY>', 'all sessions that it finds, in the language of sessions find')
    .option(
      '--to <ADDRESS>',
      'whom to tell: name@example.org, +49 30 123456, #channel; may be repeated',
      gather,
      [],
    )
    .option(
      '--hours <N>',
      `how long it lasts once it is ready, 1 to ${MAX_SANDBOX_HOURS}`,
      String(DEFAULT_SANDBOX_HOURS),
    )
    .option('--name <NAME>', 'a name for people')
    .option('--wait', 'wait until it is ready')
    .option('--json', 'one JSON document')
    .addHelpText(
      'after',
      `
Examples:
  sessions sandbox create marta-2026-03-02-ecg-rest --hours 4 --wait
  sessions sandbox create --query 'region: ca1 and age >= 30' --to marta@example.org --to '#rig-2'
  sessions sandbox create s-1 s-2 --wait --json | jq -r .place`,
    )
    .action((ids: string[], options: Options) => {
      const { query } = options;
      return run(options, (context) => create(ids, options, context), query === undefined ? {} : { query });
    });
};

const gather = (address: string, before: readonly string[]): readonly string[] => [...before, address];

async function create(ids: readonly string[], options: Options, context: Context): Promise<Exit> {
  const { screen, api, signal } = context;
  const platform = await api();
  const asked = await platform.createSandbox(requestOf(ids, options), signal);
  const sandbox = options.wait ? await untilSettled(asked, context) : asked;
  if (screen.json) screen.document(sandbox);
  else screen.lines(describeSandbox(sandbox, screen.style));
  return options.wait && sandbox.state !== 'ready' && sandbox.state !== 'expiring' ? 'failed' : 'ok';
}

function requestOf(ids: readonly string[], { query, to, hours, name }: Options): SandboxRequest {
  if ((ids.length === 0) === (query === undefined))
    throw new CliError('usage', 'Name sessions, or give --query; one of both.');
  return {
    ...(query === undefined ? { sessionIds: [...ids] } : { query }),
    callbackAddresses: [...to],
    hours: parseHours(hours),
    ...(name !== undefined && { name }),
  };
}

function parseHours(text = ''): number {
  const hours = Number(text);
  if (Number.isInteger(hours) && hours >= 1 && hours <= MAX_SANDBOX_HOURS) return hours;
  throw new CliError('usage', `--hours is a whole number from 1 to ${MAX_SANDBOX_HOURS}, not "${text}".`);
}

async function untilSettled(asked: Sandbox, { screen, clock, api, signal }: Context): Promise<Sandbox> {
  const bar = screen.json
    ? undefined
    : openProgressBar(screen.stderr, screen.errorStyle, clock, asked.name ?? asked.id);
  let sandbox = asked;
  try {
    while (!SETTLED.has(sandbox.state)) {
      bar?.show(progressOf(sandbox));
      await clock.wait(LOOK_MS, signal);
      signal.throwIfAborted();
      sandbox = await (await api()).sandbox(asked.id, signal);
    }
    return sandbox;
  } finally {
    bar?.clear();
  }
}

function progressOf({ quote, progress }: Sandbox): Parameters<ReturnType<typeof openProgressBar>['show']>[0] {
  const { files = 0, bytes = 0 } = quote ?? {};
  const { files: filesDone = 0, bytes: bytesDone = 0 } = progress ?? {};
  const phase = quote ? 'uploading' : 'scanning';
  return { phase, files, filesDone, bytes, bytesDone, bytesSent: bytesDone, bytesSkipped: 0 };
}
