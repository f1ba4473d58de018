import { readFile } from 'node:fs/promises';
import { describe, expect, test } from '@jest/globals';
import { alarmPlans } from '../../infra/aws/alarms.ts';
import { services } from '../../services/registry.ts';
import { contextOf } from '../infra/aws/parts.ts';

const manifests = services.map(({ manifest }) => manifest);
// Two instances: with one there are no copies of the index, and no alarm that they are missing.
const { config } = contextOf();
const plans = alarmPlans(manifests, contextOf({ search: { ...config.search, instances: 2 } }));
const read = (path: string): Promise<string> => readFile(new URL(`../../${path}`, import.meta.url), 'utf8');

describe('the runbook of', () => {
  test.each(plans.map(({ name, runbook }) => [name, runbook]))(
    'the alarm %s calls it by its name on AWS',
    async (name, runbook) => {
      expect(await read(runbook)).toContain(`\`${name}\``);
    },
  );

  test.each(manifests.map(({ name, failure }) => [name, failure.runbook]))(
    'the service %s has the command that shows its log on AWS',
    async (name, runbook) => {
      expect(await read(runbook)).toMatch(
        new RegExp(`^aws logs tail /aws/lambda/sessions-<stack>-${name} --since 1h`, 'm'),
      );
    },
  );
});

test('no runbook speaks of an alarm that is not there', async () => {
  const names = new Set(plans.map(({ name }) => name));
  const ours = manifests.map(({ name }) => name).join('|');
  const alarm = new RegExp(`\`((?:${ours})-(?:errors|duration|dead-letters|age|silent))\``, 'g');
  for (const runbook of new Set(plans.map((plan) => plan.runbook))) {
    const page = await read(runbook);
    const mentioned = [...page.matchAll(alarm)];
    expect(mentioned.map(([, name = '']) => name).filter((name) => !names.has(name))).toEqual([]);
  }
});
