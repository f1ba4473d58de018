import type { Environment } from './types.ts';

export interface Command {
  readonly program: string;
  readonly args: readonly string[];
  readonly env: Environment;
}

export interface Attempt {
  /** The node must answer there, on loopback. */
  readonly port: number;
  /** New for each attempt: who answers with this name is the node of this attempt and nobody else's. */
  readonly cluster: string;
  /** Plainest settings and the most telling traces, because the attempt before failed. */
  readonly careful: boolean;
}

/** One way to run a node as a child process: what keep-running.ts needs to know of Java or Docker. */
export interface Launch {
  readonly kind: 'java' | 'docker';
  /** Folder of the node, and where its process runs. */
  readonly folder: string;
  /** File that gets what the process prints. */
  readonly output: string;
  /** Further files that tell of a failed start. */
  readonly logs: readonly string[];
  choosePort(): Promise<number>;
  command(attempt: Attempt): Promise<Command>;
  /** Whether the node says, in what it printed, that it listens elsewhere than it was told. */
  tookOtherPort(printed: string, attempt: Attempt): boolean;
  /** Why a careful attempt failed, as far as its traces tell. */
  explain(): Promise<string | undefined>;
}
