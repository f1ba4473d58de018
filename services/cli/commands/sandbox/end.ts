import type { AddCommand, Context } from '../../context.ts';
import type { Exit } from '../../exit-codes.ts';

export const addEnd: AddCommand = (program, run) => {
  program
    .command('end')
    .summary('end a sandbox, with everything on it')
    .usage('ID [options]')
    .description(
      'Ends a sandbox and removes what is on its instance. The sessions themselves stay as they are.',
    )
    .argument('<id>', "the sandbox's id, sbx-…")
    .option('--json', 'one JSON document')
    .action((id: string, options: { json?: boolean }) => run(options, (context) => end(id, context)));
};

async function end(id: string, { screen, api, signal }: Context): Promise<Exit> {
  const sandbox = await (await api()).endSandbox(id, signal);
  if (screen.json) screen.document(sandbox);
  else
    screen.lines([
      sandbox.endedAt === undefined ? `${sandbox.id} is being ended.` : `${sandbox.id} is over already.`,
    ]);
  return 'ok';
}
