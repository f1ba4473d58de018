import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { namesOf } from '../../../../infra/aws/names.ts';
import { bundleSearchAccess } from '../../../../infra/aws/search-access/bundle.ts';
import { searchAccess } from '../../../../infra/aws/search-access/plan.ts';
import { services } from '../../../../services/registry.ts';
import { exampleConfig } from '../example-config.ts';
import { startSecurityApi } from './security-api.ts';

let outdir: string;
let bundle: string;
beforeAll(async () => {
  outdir = await mkdtemp(join(tmpdir(), 'search-access-'));
  bundle = join(await bundleSearchAccess(outdir), 'index.mjs');
});
afterAll(() => rm(outdir, { recursive: true, force: true }));

test('the bundle is small: below 500 KB', async () => {
  expect((await stat(bundle)).size).toBeLessThan(500_000);
});

test('the bundle says what is missing where it runs outside of Lambda', () => {
  const script = `const { handler } = await import(${JSON.stringify(bundle)});
    await handler({ endpoint: 'http://127.0.0.1:1', access: {} }).catch((error) => console.log(error.message));`;
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    encoding: 'utf8',
    env: {},
  });
  expect(stdout).toContain('AWS_REGION is not set');
});

test('the bundle sets a domain up as a function of Lambda would', async () => {
  await using api = await startSecurityApi();
  const names = namesOf({ stack: 'test', account: '000000000000', region: 'us-east-1' });
  const access = searchAccess(
    exampleConfig(),
    names,
    services.map(({ manifest }) => manifest),
  );
  const { handler } = (await import(
    bundle
  )) as typeof import('../../../../infra/aws/search-access/handler.ts');
  const variables = {
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'secret',
    AWS_SESSION_TOKEN: 'token',
  };
  const before = { ...process.env };
  Object.assign(process.env, variables);
  try {
    await handler({ endpoint: api.url, access });
  } finally {
    for (const name of Object.keys(variables)) {
      if (before[name] === undefined) delete process.env[name];
      else process.env[name] = before[name];
    }
  }
  for (const name of Object.keys(access.roles)) expect(api.roles.has(name)).toBe(true);
});
