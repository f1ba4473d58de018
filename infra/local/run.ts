import { createInterface } from 'node:readline/promises';
import { pushExamples } from './examples/push.ts';
import { mailSettings } from './mail-settings.ts';
import { type RunningOpenSearch, startOpenSearch } from './opensearch/index.ts';
import { type LocalPlatform, startPlatform } from './platform.ts';
import { openScreen, type Screen } from './screen.ts';

export interface RunOptions {
  readonly home: string;
  readonly port: number;
  readonly examples?: boolean;
  readonly empty?: boolean;
}

/** Runs the platform until it is told to end; the result is the exit code. */
export async function runLocal(options: RunOptions): Promise<number> {
  const screen = openScreen(process.stdout, () => Date.now());
  const ending = endSignal();
  let search: RunningOpenSearch | undefined;
  let platform: LocalPlatform | undefined;
  try {
    screen.line(`\n  Sessions — everything stays in ${options.home}\n`);
    platform = await startPlatform({
      home: options.home,
      port: options.port,
      indexPrefix: process.env.SESSIONS_INDEX_PREFIX ?? '',
      mail: mailSettings(process.env),
      search: async () => {
        search = await startSearch(options.home, screen, ending.signal);
        return search.url;
      },
    });
    screen.finish(`Ready at ${platform.url}`);
    if (platform.archiveIsEmpty) await offerExamples(platform.url, options, screen, ending);
    if (!ending.signal.aborted) screen.line(HINTS);
    await ending.ended;
    screen.line();
    screen.step('Stopping');
  } catch (error) {
    if (!ending.signal.aborted) screen.fail(error instanceof Error ? error.message : String(error));
  }
  const failed = platform === undefined && !ending.signal.aborted;
  await platform?.stop();
  await search?.stop();
  if (!failed) screen.finish('Stopped; everything is kept for the next start.');
  return failed ? 1 : 0;
}

const HINTS = `
  In another terminal:
    npx sessions push FOLDER        take in a session
    npx sessions find 'hipocampus~' find it again
    npx sessions --help             everything else

  Ctrl-C ends it.`;

async function startSearch(home: string, screen: Screen, signal: AbortSignal): Promise<RunningOpenSearch> {
  const search = await startOpenSearch({
    home,
    env: process.env,
    signal,
    onProgress: ({ message, done, total }) =>
      screen.step(message, done !== undefined && total !== undefined ? { done, total } : undefined),
  });
  screen.finish(`OpenSearch ${search.version}`);
  screen.step('Starting the services');
  return search;
}

async function offerExamples(
  url: string,
  options: RunOptions,
  screen: Screen,
  ending: Ending,
): Promise<void> {
  if (options.empty) return;
  const { signal } = ending;
  const wanted = options.examples || (await wantsExamples(ending));
  if (signal.aborted) return;
  if (!wanted)
    return screen.line('  The archive is empty. `npm start -- --examples` fills it with example sessions.');
  try {
    const pushed = await pushExamples({ url, home: options.home, signal, onProgress: screen.step });
    screen.finish(`${pushed} example sessions pushed`);
  } catch (error) {
    // The platform is there for its own sake: it goes on without them.
    if (!signal.aborted) screen.fail(error instanceof Error ? error.message : String(error));
  }
}

/** Asks on a terminal only: a script that starts the platform is not kept waiting. */
async function wantsExamples({ signal, end }: Ending): Promise<boolean> {
  if (!process.stdin.isTTY || !process.stdout.isTTY) return false;
  const question = createInterface({ input: process.stdin, output: process.stdout });
  // While it asks, the terminal gives Ctrl-C to the question and not to the process.
  question.on('SIGINT', end);
  try {
    const answer = await question.question(
      '  The archive is empty. Push the example sessions (1 MB)? [Y/n] ',
      { signal },
    );
    return !/^n/i.test(answer.trim());
  } catch {
    return false;
  } finally {
    question.close();
  }
}

interface Ending {
  /** Aborts when the platform shall end; `ended` resolves then. */
  readonly signal: AbortSignal;
  readonly ended: Promise<void>;
  end(): void;
}

/** Ctrl-C and SIGTERM end the platform cleanly; a second one ends it at once. */
function endSignal(): Ending {
  const controller = new AbortController();
  const { promise: ended, resolve } = Promise.withResolvers<void>();
  const end = (): void => {
    if (controller.signal.aborted) process.exit(130);
    controller.abort();
    resolve();
  };
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, end);
  return { signal: controller.signal, ended, end };
}
