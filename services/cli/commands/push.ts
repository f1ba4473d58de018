import { basename, resolve } from 'node:path';
import { type Pushed, pushSession } from '../../uploader/push.ts';
import type { AddCommand, Context } from '../context.ts';
import { CliError } from '../errors.ts';
import { type Exit, exitOf, exitOfAll } from '../exit-codes.ts';
import { showFailure } from '../output/failure.ts';
import { humanBytes, humanDuration, plural, printable } from '../output/human.ts';
import { openProgressBar } from '../output/progress-bar.ts';
import type { Style } from '../output/style.ts';

interface Options {
  readonly id?: string;
  readonly source?: string;
  readonly sha256: boolean;
  readonly json?: boolean;
}

export const addPush: AddCommand = (program, run) => {
  program
    .command('push')
    .summary('put sessions into the platform')
    .usage('DIR... [options]')
    .description(
      'Puts each folder into the platform as one session; a single file is a session of one file. ' +
        'Every file is kept as it is; metadata.json, .yaml, .yml, .ini or .txt in the folder makes it findable. ' +
        'Pushing again after an interruption sends only what is missing, and a session that is complete is never changed.',
    )
    .argument('<dir...>', 'folders (or files) to push')
    .option(
      '--id <ID>',
      "the session's id (default: the folder's name; SOURCE-NAME for a bare YYYYMMDD_HHMMSS)",
    )
    .option('--source <NAME>', 'rig or laboratory that the session comes from (default: that of the key)')
    .option('--no-sha256', 'faster; but without SHA-256 the local copy is never called safe to delete')
    .option('--json', 'one JSON document for each session on stdout, for each error on stderr')
    .addHelpText(
      'after',
      `
Examples:
  sessions push ./20210301_161221                   id rig-1-20210301_161221, if rig-1 is the key's source
  sessions push ./recordings/* --source rig-2       several; one's trouble does not stop the others
  sessions push "./My session" --id my-session      an id of its own
  sessions push ./day-3 --json | jq -r .session     for scripts`,
    )
    .action((folders: string[], options: Options) =>
      run(options, (context) => push(folders, options, context)),
    );
};

async function push(folders: readonly string[], options: Options, context: Context): Promise<Exit> {
  if (options.id !== undefined && folders.length > 1)
    throw new CliError('usage', '--id names one session, and there are several folders.');
  // Whether platform and key are right is asked before any folder: it is no folder's fault.
  await (await context.api()).caller();
  const exits: Exit[] = [];
  for (const folder of folders) {
    exits.push(await pushOne(folder, options, context));
    if (context.signal.aborted) return 'interrupted';
  }
  if (folders.length > 1 && !context.screen.json) summarize(exits, context);
  return exitOfAll(exits);
}

async function pushOne(folder: string, options: Options, context: Context): Promise<Exit> {
  const { screen, clock, signal } = context;
  const bar = screen.json
    ? undefined
    : openProgressBar(screen.stderr, screen.errorStyle, clock, printable(basename(resolve(folder))));
  const start = clock.now();
  try {
    const pushed = await pushSession({
      folder: resolve(folder),
      id: options.id,
      source: options.source,
      sha256: options.sha256,
      api: await context.api(),
      clock,
      signal,
      ...(bar && { onProgress: bar.show }),
    });
    bar?.clear();
    if (screen.json) screen.document({ folder, ...pushed });
    else screen.lines(report(pushed, clock.now() - start, screen.style));
    return 'ok';
  } catch (error) {
    bar?.clear();
    if (signal.aborted) return 'interrupted';
    showFailure(screen, error, { folder });
    return exitOf(error);
  }
}

function report(pushed: Pushed, took: number, { good, strong, faint, odd }: Style): string[] {
  const { session, files, bytes, sent, skipped, ignored, receipt } = pushed;
  const rate = took > 0 && sent > 0 ? `, ${humanBytes((sent / took) * 1000)}/s` : '';
  const lines = [
    `${good('✓')} ${strong(session)}  ${plural(files, 'file')}, ${humanBytes(bytes)} in ${humanDuration(took)}${rate}`,
  ];
  if (skipped > 0) lines.push(faint(`  ${humanBytes(skipped)} of it were there already`));
  if (ignored.length > 0) lines.push(`  ${odd('left out')} ${ignored.map(printable).join(', ')}`);
  if (receipt.receipt.safeToDelete) lines.push(`  ${good('safe to delete locally')}`);
  else lines.push(faint(`  keep the local copy for now: sessions show ${session}`));
  return lines;
}

function summarize(exits: readonly Exit[], { screen }: Context): void {
  const done = exits.filter((exit) => exit === 'ok').length;
  const { strong, bad } = screen.style;
  const failed = exits.length - done;
  const lost = failed > 0 ? `, ${bad(`${failed} not`)}` : '';
  screen.lines(['', `${strong(plural(done, 'session'))} pushed${lost}`]);
}
