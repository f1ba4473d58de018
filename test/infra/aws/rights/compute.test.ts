import { describe, expect, test } from '@jest/globals';
import { namesOf } from '../../../../infra/aws/names.ts';
import { computeStatements } from '../../../../infra/aws/rights/compute.ts';
import { rightsOf } from '../../../../infra/aws/rights/index.ts';
import { MAX_INLINE_POLICY, policyDocument } from '../../../../infra/aws/rights/statement.ts';
import { DEFAULT_IMAGE_PARAMETER } from '../../../../infra/aws/sandbox-image.ts';
import { sandboxClock } from '../../../../services/registry.ts';
import type { ComputeRight } from '../../../../shared/ports/compute.ts';

const place = { stack: 'dev', account: '123456789012', region: 'eu-west-1' };
const names = namesOf(place);
const statements = (...rights: ComputeRight[]) => computeStatements(names, place, rights);
const actions = (...rights: ComputeRight[]): string[] => [
  ...new Set(statements(...rights).flatMap(({ Action }) => Action)),
];

describe('the rights on machines', () => {
  test('for a quote are none: nothing is asked of AWS', () => {
    expect(statements('quote')).toEqual([]);
  });

  test('for a look permit nothing else', () => {
    expect(actions('describe')).toEqual(['ec2:DescribeInstances']);
  });

  test('for an end permit finding and ending, of instances of the platform', () => {
    expect(actions('end')).toEqual(['ec2:DescribeInstances', 'ec2:TerminateInstances']);
    expect(statements('end')).toContainEqual(
      expect.objectContaining({
        Action: ['ec2:TerminateInstances'],
        Resource: ['arn:aws:ec2:eu-west-1:123456789012:instance/*'],
        Condition: { StringEquals: { 'aws:ResourceTag/platform': 'sessions-dev' } },
      }),
    );
  });

  test('for a launch permit no end', () => {
    expect(actions('launch')).toEqual([
      'ec2:RunInstances',
      'ec2:CreateTags',
      'iam:PassRole',
      'ssm:GetParameters',
      'ec2:DescribeInstances',
    ]);
  });

  test('are each given once, with a name of its own, on resources where EC2 knows any', () => {
    const all = statements('quote', 'launch', 'describe', 'end');
    expect(new Set(all.map(({ Sid }) => Sid)).size).toBe(all.length);
    for (const { Sid, Resource, Condition } of all) {
      if (Sid === 'SandboxFind') continue;
      expect(Resource).not.toContain('*');
      if (Sid !== 'SandboxImageParameter') expect(Condition).toBeDefined();
    }
  });

  test('to read the image parameter are for the one that the template names', () => {
    const resources = (parameter?: string) =>
      computeStatements(names, place, ['launch'], parameter).find(
        ({ Sid }) => Sid === 'SandboxImageParameter',
      )?.Resource;
    expect(resources()).toEqual([`arn:aws:ssm:eu-west-1::parameter${DEFAULT_IMAGE_PARAMETER}`]);
    expect(resources('/images/sandbox')).toEqual([
      'arn:aws:ssm:eu-west-1:123456789012:parameter/images/sandbox',
    ]);
    const imageParameter = '/images/sandbox';
    expect(
      rightsOf(sandboxClock.manifest, { names, place, events: 'store', fed: [], imageParameter }),
    ).toContainEqual(
      expect.objectContaining({ Sid: 'SandboxImageParameter', Resource: resources('/images/sandbox') }),
    );
  });

  test('leave room in the policy of a service that has all of them', () => {
    const policy = policyDocument(
      rightsOf(sandboxClock.manifest, { names, place, events: 'store', fed: [] }),
    );
    expect(policy.length).toBeLessThan(MAX_INLINE_POLICY * 0.8);
  });
});
