import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import Type, { type Static } from 'typebox';
import { check } from '../../../shared/schema/validate.ts';
import { CliError } from '../errors.ts';

/** Of a stack's outputs, as `pulumi stack output --json` prints them, what bootstrapping its keys takes. */
export const DeploymentSchema = Type.Object({
  region: Type.String(),
  /** Name of the ledger's bucket. */
  ledger: Type.String(),
  /** ARNs of the secrets. */
  tokenSigning: Type.String(),
  receiptSigning: Type.String(),
  /** Id of the usage plan that every key joins. */
  usagePlan: Type.String(),
  /** Address of the API. */
  url: Type.String(),
});

export type Deployment = Static<typeof DeploymentSchema>;

/** Reads the outputs from a file, or from standard input where it is called `-`. Throws the CliError deployment-invalid. */
export async function readDeployment(file: string): Promise<Deployment> {
  const checked = check(DeploymentSchema, parse(await read(file)));
  if (checked.ok) return checked.value;
  const [problem] = checked.problems;
  throw new CliError(
    'deployment-invalid',
    `${file === '-' ? 'Standard input' : file} holds no outputs of a stack: ${problem?.field || 'it'} ${problem?.reason}.`,
  );
}

async function read(file: string): Promise<string> {
  try {
    return file === '-' ? await text(process.stdin) : await readFile(file, 'utf8');
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
