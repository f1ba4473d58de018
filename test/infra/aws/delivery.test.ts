import { describe, expect, test } from '@jest/globals';
import {
  deployStatements,
  ISSUER,
  previewStatements,
  providerArn,
  trustOf,
} from '../../../infra/aws/delivery-policy.ts';
import { namesOf } from '../../../infra/aws/names.ts';
import { MAX_INLINE_POLICY, policyDocument } from '../../../infra/aws/rights/statement.ts';

const place = { stack: 'prod', account: '123456789012', region: 'eu-central-1' };
const names = namesOf(place);

/** Whether a statement's action or resource, with its wildcards, covers this one. */
const covers = (pattern: string, text: string): boolean =>
  new RegExp(`^${pattern.split('*').map(RegExp.escape).join('.*')}$`).test(text);

/** As IAM judges without conditions: a denial wins. */
function may(action: string, resource: string): boolean {
  const meet = deployStatements(names, place).filter(
    ({ Action, Resource }) =>
      Action.some((each) => covers(each, action)) && Resource.some((each) => covers(each, resource)),
  );
  return meet.length > 0 && meet.every(({ Effect }) => Effect === 'Allow');
}

describe('who may deploy', () => {
  test('is a run in the environment of the stack, in this repository, with a token made for AWS', () => {
    const trust = JSON.stringify(trustOf(providerArn(place), 'lab/sessions', { environment: 'prod' }));
    expect(trust).toContain(`"${ISSUER}:sub":"repo:lab/sessions:environment:prod"`);
    expect(trust).toContain(`"${ISSUER}:aud":"sts.amazonaws.com"`);
    expect(trust).not.toContain('StringLike');
  });

  test('is no pull request: that one may look only', () => {
    const trust = JSON.stringify(trustOf(providerArn(place), 'lab/sessions', 'pull_request'));
    expect(trust).toContain('repo:lab/sessions:pull_request');
    const actions = previewStatements(place).flatMap(({ Action }) => Action);
    expect(actions.filter((action) => action.includes('*'))).toEqual([]);
  });
});

describe('a deployment', () => {
  test('makes and changes what the stack is made of', () => {
    expect(may('lambda:UpdateFunctionCode', names.functionArn('ingest'))).toBe(true);
    expect(may('s3:PutLifecycleConfiguration', names.bucketArn('archive'))).toBe(true);
    expect(may('iam:PutRolePolicy', names.roleArn('ingest'))).toBe(true);
  });

  test.each([
    ['s3:DeleteObjectVersion', `${names.bucketArn('archive')}/s-1/raw/a.bin`],
    ['s3:GetObject', `${names.bucketArn('archive')}/s-1/raw/a.bin`],
    ['s3:BypassGovernanceRetention', `${names.bucketArn('archive')}/s-1/raw/a.bin`],
    ['s3:PutObject', `${names.bucketArn('ledger')}/keys/mine.json`],
    ['s3:DeleteBucket', names.bucketArn('archive')],
    ['secretsmanager:GetSecretValue', `${names.secretArn('token-signing')}-abcdef`],
    ['iam:PutRolePolicy', names.roleArn('deploy')],
    ['iam:PutRolePolicy', 'arn:aws:iam::123456789012:role/somebody-else'],
    ['lambda:UpdateFunctionCode', 'arn:aws:lambda:eu-central-1:123456789012:function:sessions-dev-ingest'],
  ])('never does %s on %s', (action, resource) => {
    expect(may(action, resource)).toBe(false);
  });

  test('has policies that a role can hold', () => {
    for (const statements of [deployStatements(names, place), previewStatements(place)])
      expect(policyDocument(statements).length).toBeLessThan(MAX_INLINE_POLICY);
  });
});
