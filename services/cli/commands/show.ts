import { type Files, MAX_PAGE_SIZE, type Session } from '../../../shared/api/sessions.ts';
import type { AddCommand, Context } from '../context.ts';
import type { Exit } from '../exit-codes.ts';
import type { Console } from '../output/console.ts';
import { humanBytes, printable } from '../output/human.ts';
import { describeSession } from '../output/session.ts';
import { table } from '../output/table.ts';

interface Options {
  readonly files?: boolean;
  readonly json?: boolean;
}

export const addShow: AddCommand = (program, run) => {
  program
    .command('show')
    .summary('show one session: metadata, timeline, receipt')
    .usage('ID [options]')
    .description(
      'Shows what is known of one session: its metadata with what could not be used of them, when it passed each ' +
        'stage, and whether the local copy may be deleted.',
    )
    .argument('<id>', "the session's id, as push and find show it")
    .option('--files', 'also list its files with their checksums')
    .option('--json', 'one JSON document')
    .addHelpText(
      'after',
      `
Examples:
  sessions show rig-1-20210301_161221
  sessions show rig-1-20210301_161221 --files
  sessions show rig-1-20210301_161221 --json | jq .receipt.receipt.safeToDelete`,
    )
    .action((id: string, options: Options) => run(options, (context) => show(id, options, context)));
};

async function show(
  id: string,
  { files: withFiles }: Options,
  { screen, api, signal }: Context,
): Promise<Exit> {
  const platform = await api();
  const session = await platform.session(id, signal);
  // The platform reads the whole manifest for every page: the fewer, the better.
  const pages = platform.filesAll(id, { limit: String(MAX_PAGE_SIZE) }, signal);
  const files = withFiles ? (await Array.fromAsync(pages)).flatMap((page) => page.files) : undefined;
  if (screen.json) screen.document({ ...session, ...(files && { files }) });
  else screen.lines(describe(session, files, screen));
  return 'ok';
}

const INDENT = '  ';

const COLUMNS = [
  { title: 'SIZE', align: 'right' },
  { title: 'CRC-32' },
  { title: 'SHA-256' },
  { title: 'FILE' },
] as const;

function describe(session: Session, files: Files['files'] | undefined, { style, width }: Console): string[] {
  const about = describeSession(session, style);
  if (!files) return about;
  const rows = files.map(({ path, size, crc32, sha256 }) => [
    humanBytes(size),
    crc32,
    sha256 === undefined ? '' : `${sha256.slice(0, 16)}…`,
    printable(path),
  ]);
  const listed = table(COLUMNS, rows, { width: width && width - INDENT.length, title: style.faint });
  return [...about, '', style.strong('Files'), ...listed.map((line) => INDENT + line)];
}
