import { expect, test } from '@jest/globals';
import * as pulumi from '@pulumi/pulumi';
import { deploy } from '../../../infra/aws/program.ts';
import { writeConfig } from '../../../infra/aws/read-config.ts';
import { exampleConfig } from './example-config.ts';

/** In one file and one test at a time: Pulumi's runtime keeps its state. */
async function preview(settings: Record<string, string>, zones: readonly string[] = ['us-east-1a']) {
  const asked: string[] = [];
  pulumi.runtime.setAllConfig(settings);
  await pulumi.runtime.setMocks(
    {
      call: ({ token }) => ({
        ...(token.endsWith('getCallerIdentity') && { accountId: '000000000000' }),
        ...(token.endsWith('getAvailabilityZones') && { names: zones }),
      }),
      newResource: ({ type, inputs }) => {
        asked.push(type);
        return { id: 'made', state: inputs };
      },
    },
    'sessions',
    'dev',
  );
  const code = async () => {
    asked.push('bundles');
    return () => new pulumi.asset.StringAsset('') as never;
  };
  const failure = await deploy({ code }).then(
    () => undefined,
    (error: unknown) => error,
  );
  return { failure, asked };
}

test('a wrong configuration stops before anything is bundled or made, and is told without a stack trace', async () => {
  const config = { ...exampleConfig({ cidr: '10.0.0.0/8' }), zones: 7 };
  const { failure, asked } = await preview({ ...writeConfig(config), 'aws:region': 'us-east-1' });
  expect(asked).toEqual([]);
  expect(pulumi.RunError.isInstance(failure)).toBe(true);
  expect(String((failure as Error).message)).toBe(
    [
      'The configuration of stack "dev" can\'t be used; nothing was made or changed.',
      '  sessions:zones is 7. Allowed: a whole number from 1 to 3.',
      '  sessions:cidr is 10.0.0.0/8. Allowed: a block of private addresses (10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16), /16 to /22.',
      'Correct Pulumi.dev.yaml; Pulumi.yaml describes every key.',
    ].join('\n'),
  );
});

test('so does an account that is given fewer zones than its region has', async () => {
  const config = exampleConfig({ zones: 2, search: { ...exampleConfig().search, instances: 2 } });
  const { failure, asked } = await preview({ ...writeConfig(config), 'aws:region': 'us-east-1' });
  expect(asked).toEqual([]);
  expect(String((failure as Error).message)).toContain(
    'sessions:zones is 2, and this account is given us-east-1a. Allowed: 1 to 1.',
  );
});
