import type { Command } from 'commander';
import type { Clock } from '../../shared/ports/clock.ts';
import type { Api } from '../api-client.ts';
import type { Exit } from './exit-codes.ts';
import type { Console } from './output/console.ts';

/** What a command works with. */
export interface Context {
  readonly screen: Console;
  readonly clock: Clock;
  /** Aborts on Ctrl-C. */
  readonly signal: AbortSignal;
  /** The platform of the settings; the same one each time. Throws CliError. */
  api(): Promise<Api>;
  /** The same, with its address; `url` is that of another platform than the settings name. Throws CliError. */
  apiAt(url?: string): Promise<{ readonly url: string; readonly api: Api }>;
}

/** Runs the work of one command; what it throws is shown, and decides how the program ends. */
export type Run = (
  options: { readonly json?: boolean },
  work: (context: Context) => Promise<Exit>,
  about?: { readonly query?: string },
) => Promise<void>;

/** Adds one command to the program. */
export type AddCommand = (program: Command, run: Run) => void;
