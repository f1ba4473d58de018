import { readFile } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import Type, { type Static } from 'typebox';
import { check } from '../../../shared/schema/validate.ts';
import { CliError } from '../errors.ts';

const Text = Type.String({ minLength: 1 });

/** Of a stack's outputs, as `pulumi stack output --json` prints them, what bootstrapping its keys takes. */
export const DeploymentSchema = Type.Object({
  region: Text,
  /** Name of the ledger's bucket. */
  ledger: Text,
  /** ARNs of the secrets. */
  tokenSigning: Text,
  receiptSigning: Text,
  /** Id of the usage plan that every key joins. */
  usagePlan: Text,
  /** Address of the API. */
  url: Text,
});

export type Deployment = Static<typeof DeploymentSchema>;

/** Reads the outputs from a file, or from `stdin` where it is called `-`. Throws the CliError deployment-invalid. */
export async function readDeployment(file: string, stdin: Readable = process.stdin): Promise<Deployment> {
  const checked = check(DeploymentSchema, parse(await read(file, stdin)));
  if (checked.ok) return checked.value;
  const [problem] = checked.problems;
  throw new CliError(
    'deployment-invalid',
    `${file === '-' ? 'Standard input' : file} holds no outputs of a stack: ${problem?.field || 'it'} ${problem?.reason}.`,
  );
}

async function read(file: string, stdin: Readable): Promise<string> {
  try {
    return file === '-' ? await text(stdin) : await readFile(file, 'utf8');
  } catch (cause) {
    throw new CliError('deployment-invalid', `${file} cannot be read.`, { cause });
  }
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
