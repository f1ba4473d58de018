import type { AddCommand } from '../context.ts';
import type { BootstrapOptions } from '../deployment/bootstrap-keys.ts';

export const addKeys: AddCommand = (program, run) => {
  const keys = program
    .command('keys')
    .summary('make the first API key of a stack on AWS')
    .usage('bootstrap [options]')
    .helpCommand(false);
  keys
    .command('bootstrap')
    .summary('make what a new stack on AWS needs before anybody can call it')
    .usage('--deployment FILE [options]')
    .description(
      'Makes the secrets that sign tokens and receipts, where they have no value yet, and the first API key, which ' +
        'may do everything. It is shown this once. Works with the credentials of AWS that the environment names.',
    )
    .requiredOption(
      '--deployment <file>',
      "the stack's outputs: `pulumi stack output --json`; - is standard input",
    )
    .option('--label <text>', 'whose key it is', 'administrator')
    .option('--again', 'make another key although there are some')
    .option('--json', 'one JSON document')
    .addHelpText(
      'after',
      `
Examples:
  pulumi stack output --json | sessions keys bootstrap --deployment -
  sessions keys bootstrap --deployment outputs.json --label 'Marta, for the rigs'`,
    )
    .action((options: BootstrapOptions) =>
      run(options, async (context) => {
        // The clients of AWS take longer to load than any other command to run.
        const { bootstrapKeys } = await import('../deployment/bootstrap-keys.ts');
        return await bootstrapKeys(options, context);
      }),
    );
};
