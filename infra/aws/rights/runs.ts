import type { ServiceManifest } from '../../../shared/service/define.ts';
import { isFedFromQueue, isPrivate } from '../kinds.ts';
import type { Names, Place } from '../names.ts';
import type { Statement } from './statement.ts';

/**
 * What Lambda does in a function's name: writes its log, polls its queue, connects it to the network. No code of the
 * service calls any of it (reasons.ts).
 */
export function runStatements(manifest: ServiceManifest, names: Names, place: Place): readonly Statement[] {
  const { name } = manifest;
  return [
    {
      Sid: 'LogWrite',
      Effect: 'Allow',
      Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      Resource: [`${names.logGroupArn(name)}:*`],
    },
    ...(isFedFromQueue(manifest) ? [pollStatement(names.queueArn(name))] : []),
    ...(isPrivate(manifest) ? networkStatements(names.functionArn(name), place) : []),
  ];
}

const pollStatement = (queueArn: string): Statement => ({
  Sid: 'QueuePoll',
  Effect: 'Allow',
  Action: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'],
  Resource: [queueArn],
});

/**
 * Lambda makes the function's network interfaces with the function's role. The last statement takes the same away
 * from the function's own code: `lambda:SourceFunctionArn` is there only in requests that come from inside of it.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html
 */
export function networkStatements(functionArn: string, { account, region }: Place): Statement[] {
  const look = ['ec2:DescribeNetworkInterfaces', 'ec2:DescribeSubnets'];
  const change = [
    'ec2:CreateNetworkInterface',
    'ec2:DeleteNetworkInterface',
    'ec2:AssignPrivateIpAddresses',
    'ec2:UnassignPrivateIpAddresses',
  ];
  return [
    { Sid: 'NetworkLook', Effect: 'Allow', Action: look, Resource: ['*'] },
    {
      Sid: 'NetworkConnect',
      Effect: 'Allow',
      Action: change,
      // The form that AWS documents: with interfaces alone, Lambda may not get rid of those that it made.
      Resource: [`arn:aws:ec2:${region}:${account}:*/*`],
    },
    {
      Sid: 'NetworkNotByCode',
      Effect: 'Deny',
      Action: [...look, ...change, 'ec2:DetachNetworkInterface'],
      Resource: ['*'],
      Condition: { ArnEquals: { 'lambda:SourceFunctionArn': functionArn } },
    },
  ];
}
