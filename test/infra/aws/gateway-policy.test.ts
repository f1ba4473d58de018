import { expect, test } from '@jest/globals';
import { ACCESS_LOG } from '../../../infra/aws/gateway-log.ts';
import { privatePolicy, publicPolicy } from '../../../infra/aws/gateway-policy.ts';

interface Policy {
  readonly Statement: readonly {
    readonly Sid: string;
    readonly Effect: string;
    readonly Condition?: Record<string, Record<string, unknown>>;
  }[];
}

const denials = (policy: object) => (policy as Policy).Statement.filter(({ Effect }) => Effect === 'Deny');
const caller = { allowedAddresses: ['203.0.113.0/24', '198.51.100.7/32'] };

test('a public API is closed to every address but those of the list', () => {
  expect(denials(publicPolicy(caller)).map(({ Condition }) => Condition)).toEqual([
    { NotIpAddress: { 'aws:SourceIp': caller.allowedAddresses } },
  ]);
});

test('a private API is closed to all but its endpoint, and there to every address but those of the list', () => {
  expect(denials(privatePolicy(caller, 'vpce-1')).map(({ Condition }) => Condition)).toEqual([
    { StringNotEquals: { 'aws:SourceVpce': 'vpce-1' } },
    { NotIpAddress: { 'aws:VpcSourceIp': caller.allowedAddresses } },
  ]);
});

test('every call is logged with its key, address, time and outcome', () => {
  const line = JSON.parse(ACCESS_LOG) as Record<string, string>;
  expect(line).toMatchObject({
    address: '$context.identity.sourceIp',
    key: '$context.authorizer.principalId',
    latency: '$context.responseLatency',
    status: '$context.status',
  });
});

test('the log holds no query, no header and no body', () => {
  expect(ACCESS_LOG).not.toMatch(/query|header|body|authorizer\.caller|identity\.apiKey\b/i);
});
