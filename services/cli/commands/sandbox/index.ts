import type { Command } from 'commander';
import type { AddCommand } from '../../context.ts';
import { addCreate } from './create.ts';
import { addEnd } from './end.ts';
import { addList } from './list.ts';
import { addShow } from './show.ts';

export const addSandbox: AddCommand = (program, run) => {
  const sandbox: Command = program
    .command('sandbox')
    .summary('put sessions where you can work with them')
    .usage('create|list|show|end [options]')
    .description(
      'Puts the files of chosen sessions onto an instance of their own. A sandbox is ready when every file there has ' +
        'the hash that its manifest names, and it ends, with everything on it, after the hours that were asked for.',
    )
    .addHelpText(
      'after',
      `
Examples:
  sessions sandbox create rig-1-20210301_161221 --wait
  sessions sandbox list
  sessions sandbox end sbx-…

Every one of them has its own help: sessions sandbox create --help`,
    )
    .action(() => sandbox.outputHelp());
  for (const add of [addCreate, addList, addShow, addEnd]) add(sandbox, run);
};
