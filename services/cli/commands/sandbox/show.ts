import type { AddCommand, Context } from '../../context.ts';
import type { Exit } from '../../exit-codes.ts';
import { describeSandbox } from '../../output/sandbox.ts';

export const addShow: AddCommand = (program, run) => {
  program
    .command('show')
    .summary('show one sandbox: state, cost, place')
    .usage('ID [options]')
    .description(
      'Shows how far a sandbox is, what it costs, where its files are, and which sessions it holds.',
    )
    .argument('<id>', "the sandbox's id, sbx-…")
    .option('--json', 'one JSON document')
    .action((id: string, options: { json?: boolean }) => run(options, (context) => show(id, context)));
};

async function show(id: string, { screen, api, signal }: Context): Promise<Exit> {
  const sandbox = await (await api()).sandbox(id, signal);
  if (screen.json) screen.document(sandbox);
  else screen.lines(describeSandbox(sandbox, screen.style, sandbox.sessionIds));
  return 'ok';
}
