import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  makeS3Client,
  openS3Objects,
  openS3Stores,
} from '../../../../../shared/clients/aws/objects/index.ts';
import { read, text } from '../../../../contracts/objects/make.ts';
import { type S3, startS3 } from './s3-world.ts';

describe('the stores of a function', () => {
  let s3: S3;
  beforeAll(async () => {
    s3 = await startS3();
  });
  afterAll(() => s3.stop());

  test('are the buckets that its environment names', async () => {
    const [ledger, archive] = [await s3.makeBucket(), await s3.makeBucket()];
    const environment = { platform: 'sessions-test', stores: { ledger, archive }, secrets: {} };
    const stores = openS3Stores(environment, { client: s3.client });
    await stores.ledger.put('a', text('in the ledger'));
    expect(await stores.archive.head('a')).toBeUndefined();
    expect(await read(stores.ledger, 'a')).toEqual(text('in the ledger'));
  });

  test('are refused by name where the environment does not name them', async () => {
    const stores = openS3Stores({ stores: {} }, { client: s3.client });
    await expect(stores.results.head('a')).rejects.toThrow('The store results is not named');
    await expect(stores.landing.put('a', text('x'))).rejects.toThrow('The store landing is not named');
  });

  test('may be opened with settings of a client', async () => {
    const ledger = await s3.makeBucket();
    const stores = openS3Stores({ stores: { ledger } }, { ...s3.emulator.root });
    const { version } = await stores.ledger.put('s1/a file', text('x'));
    expect(await stores.ledger.location('s1/a file', { version })).toBe(
      `s3://${ledger}/s1/a file?versionId=${version}`,
    );
  });

  test('stand in the host name on AWS, and in the path where an endpoint is given', async () => {
    const credentials = { accessKeyId: 'id', secretAccessKey: 'secret' };
    const addressOf = async (settings: Parameters<typeof makeS3Client>[0]): Promise<string> => {
      const client = makeS3Client({ region: 'eu-central-1', credentials, ...settings });
      return (await openS3Objects({ client, bucket: 'bucket' }).signGet('a', { expiresIn: 60 })).url;
    };
    expect(await addressOf({})).toMatch(/^https:\/\/bucket\.s3\.eu-central-1\.amazonaws\.com\/a\?/);
    const endpoint = 'http://store.example:9000';
    expect(await addressOf({ endpoint })).toMatch(/^http:\/\/store\.example:9000\/bucket\/a\?/);
    expect(await addressOf({ endpoint, pathStyle: false })).toMatch(
      /^http:\/\/bucket\.store\.example:9000\/a\?/,
    );
  });
});
