import { of, type Takes } from './takes.ts';

const lambda = of('lambda');
const events = of('events');

/** Functions, and what starts them. */
export const CODE: Readonly<Record<string, Takes>> = {
  'aws:lambda/function:Function': {
    functions: lambda(
      'CreateFunction',
      'DeleteFunction',
      'GetFunction',
      'GetFunctionCodeSigningConfig',
      'GetFunctionConfiguration',
      'ListTags',
      'ListVersionsByFunction',
      'TagResource',
      'UntagResource',
      'UpdateFunctionCode',
      'UpdateFunctionConfiguration',
    ),
    // For those in the network.
    look: of('ec2')('DescribeNetworkInterfaces', 'DescribeSecurityGroups', 'DescribeSubnets', 'DescribeVpcs'),
    handedOver: ['iam:PassRole'],
  },
  'aws:lambda/eventSourceMapping:EventSourceMapping': {
    newMappings: lambda('CreateEventSourceMapping'),
    mappings: lambda('DeleteEventSourceMapping', 'GetEventSourceMapping', 'UpdateEventSourceMapping'),
    mappingTags: lambda('ListTags', 'TagResource', 'UntagResource'),
  },
  'aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig': {
    functions: lambda(
      'DeleteFunctionEventInvokeConfig',
      'GetFunctionEventInvokeConfig',
      'PutFunctionEventInvokeConfig',
      'UpdateFunctionEventInvokeConfig',
    ),
  },
  'aws:lambda/invocation:Invocation': { searchAccess: lambda('InvokeFunction') },
  'aws:lambda/permission:Permission': {
    callers: lambda('AddPermission'),
    functions: lambda('GetPolicy', 'RemovePermission'),
  },

  'aws:cloudwatch/eventRule:EventRule': {
    rules: events(
      'DeleteRule',
      'DescribeRule',
      'DisableRule',
      'EnableRule',
      'ListTagsForResource',
      'PutRule',
      'TagResource',
      'UntagResource',
    ),
  },
  'aws:cloudwatch/eventTarget:EventTarget': {
    rules: events('ListTargetsByRule', 'PutTargets', 'RemoveTargets'),
  },
};
