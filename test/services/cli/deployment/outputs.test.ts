import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { readDeployment } from '../../../../services/cli/deployment/outputs.ts';
import { type Folder, temporaryFolder } from '../../uploader/folder.ts';

const OUTPUTS = {
  region: 'eu-central-1',
  ledger: 'sessions-dev-ledger',
  tokenSigning: 'arn:aws:secretsmanager:eu-central-1:000000000000:secret:token-signing',
  receiptSigning: 'arn:aws:secretsmanager:eu-central-1:000000000000:secret:receipt-signing',
  usagePlan: 'abc123',
  url: 'https://api.example/v1',
};

let folder: Folder;
beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(async () => {
  await folder[Symbol.asyncDispose]();
});

const fileOf = async (text: string): Promise<string> =>
  `${await folder.make('stack', { 'outputs.json': text })}/outputs.json`;

describe('the outputs of a stack', () => {
  test('come from a file, with others that are not needed', async () => {
    const file = await fileOf(JSON.stringify({ ...OUTPUTS, search: 'https://search.example' }));
    expect(await readDeployment(file)).toMatchObject(OUTPUTS);
  });

  test('come from standard input, in as many pieces as a pipe makes of them', async () => {
    const pieces = JSON.stringify(OUTPUTS, null, 1).split(/(?<=,)/);
    expect(pieces.length).toBeGreaterThan(1);
    expect(await readDeployment('-', Readable.from(pieces.map(Buffer.from)))).toEqual(OUTPUTS);
  });

  const { ledger: _, ...without } = OUTPUTS;
  test.each([
    ['what is no JSON', 'region: eu-central-1', /holds no outputs of a stack/],
    ['nothing', '', /holds no outputs of a stack/],
    ['a list', '[]', /must be object/],
    ['outputs without the ledger', JSON.stringify(without), /ledger/],
    ['an output that is empty', JSON.stringify({ ...OUTPUTS, usagePlan: '' }), /usagePlan/],
    ['an output that is no text', JSON.stringify({ ...OUTPUTS, url: 1 }), /url/],
  ])('are not %s', async (_, text, message) => {
    const refusal = { code: 'deployment-invalid', exit: 'usage', message: expect.stringMatching(message) };
    await expect(readDeployment(await fileOf(text))).rejects.toMatchObject(refusal);
    await expect(readDeployment('-', Readable.from([text]))).rejects.toMatchObject({
      ...refusal,
      message: expect.stringContaining('Standard input'),
    });
  });

  test('are not in a file that is not there', async () => {
    await expect(readDeployment('/nowhere/outputs.json')).rejects.toMatchObject({
      code: 'deployment-invalid',
      message: '/nowhere/outputs.json cannot be read.',
      todo: expect.stringContaining('pulumi stack output --json'),
    });
  });
});
