import { readdir, readFile } from 'node:fs/promises';
import { describe, expect, test } from '@jest/globals';
import { load } from 'js-yaml';
import { namesOf } from '../../infra/aws/names.ts';

const folder = new URL('../../.github/workflows/', import.meta.url);

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly if?: string;
  readonly with?: Readonly<Record<string, string>>;
}
interface Job {
  readonly needs?: string;
  readonly uses?: string;
  readonly environment?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly steps?: readonly Step[];
}
interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, Job>>;
}

const read = async (name: string): Promise<Workflow> =>
  load(await readFile(new URL(`${name}.yml`, folder), 'utf8')) as Workflow;
const stepsOf = (workflow: Workflow): readonly Step[] =>
  Object.values(workflow.jobs).flatMap(({ steps = [] }) => steps);

describe('the workflows', () => {
  test('test every push and every pull request with what anybody can run', async () => {
    const workflow = await read('test');
    expect(Object.keys(workflow.on)).toEqual(expect.arrayContaining(['push', 'pull_request']));
    expect(stepsOf(workflow).map(({ run }) => run)).toContain('bash .ci/run');
  });

  test('say on a pull request what it would change, and change nothing', async () => {
    const workflow = await read('preview');
    expect(Object.keys(workflow.on)).toEqual(['pull_request']);
    const commands = stepsOf(workflow).flatMap((step) => step.with?.command ?? []);
    expect(commands).toEqual(['preview']);
  });

  test('give runs of forks no token', async () => {
    const { jobs } = await read('preview');
    expect(JSON.stringify(jobs)).toContain('head.repo.full_name == github.repository');
  });

  test('deploy dev after the tests, staging after dev, prod after staging', async () => {
    const { jobs } = await read('deploy');
    expect(Object.entries(jobs).map(([name, job]) => [name, job.needs, job.with?.stack])).toEqual([
      ['test', undefined, undefined],
      ['dev', 'test', 'dev'],
      ['staging', 'dev', 'staging'],
      ['prod', 'staging', 'prod'],
    ]);
  });

  test('deploy from the environment of the stack, where approval is asked for', async () => {
    expect((await read('stack')).jobs.deploy?.environment).toBe(`$\{{ inputs.stack }}`);
  });

  test('look at each stack from outside after it was deployed, and send no session to prod', async () => {
    const runs = stepsOf(await read('stack')).map(({ uses, run }) => uses ?? run ?? '');
    const smoke = runs.findIndex((run) => run.includes('sessions doctor --url'));
    expect(smoke).toBeGreaterThan(runs.findIndex((run) => run.startsWith('pulumi/actions')));
    expect((await read('deploy')).jobs.prod?.with?.probe).toBe(false);
  });

  test('tell Slack of beginning, end and failure, with what to do then', async () => {
    const told = stepsOf(await read('stack')).filter(({ run }) => run?.includes('tell-slack'));
    expect(told.map((step) => step.if)).toEqual([undefined, undefined, 'failure()']);
    expect(told.at(-1)?.run).toContain('docs/deploy.md#when-a-deployment-fails');
    const deploy = await readFile(new URL('../../docs/deploy.md', import.meta.url), 'utf8');
    expect(deploy).toMatch(/^## When a deployment fails$/m);
  });

  test('hold no key to AWS: a role is taken on by a token of the run', async () => {
    for (const file of await readdir(folder)) {
      const text = await readFile(new URL(file, folder), 'utf8');
      expect(text).not.toMatch(/aws-(access-key-id|secret-access-key)|PULUMI_ACCESS_TOKEN/);
    }
    for (const name of ['preview', 'stack']) {
      const workflow = await read(name);
      expect(workflow.permissions['id-token']).toBe('write');
      const roles = stepsOf(workflow).flatMap((step) => step.with?.['role-to-assume'] ?? []);
      expect(roles).toHaveLength(1);
    }
  });

  test.each([
    ['stack', 'deploy', 'inputs'],
    ['preview', 'preview', 'matrix'],
  ])('%s takes on the role %s that the stack makes', async (name, purpose, context) => {
    const [role] = stepsOf(await read(name)).flatMap((step) => step.with?.['role-to-assume'] ?? []);
    const { platform } = namesOf({ stack: 'STACK', account: '1', region: 'r' });
    expect(role?.replace(`$\{{ ${context}.stack }}`, 'STACK')).toMatch(
      new RegExp(`:role/${platform}-${purpose}$`),
    );
  });
});
