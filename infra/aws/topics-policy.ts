import type { Names, Place } from './names.ts';

interface Given {
  readonly names: Pick<Names, 'platform'>;
  readonly place: Place;
}

interface ResourcePolicy {
  readonly Version: '2012-10-17';
  readonly Statement: readonly object[];
}

const tlsOnly = (topicArn: string): object => ({
  Sid: 'TlsOnly',
  Effect: 'Deny',
  Principal: '*',
  Action: 'sns:Publish',
  Resource: topicArn,
  Condition: { Bool: { 'aws:SecureTransport': 'false' } },
});

/**
 * For topics that our functions publish to. Their own policies allow it, each as its manifest says; this keeps out
 * everybody else of the account, whatever rights they have elsewhere. As a condition, because roles named as
 * principals would have to be there before the topic.
 */
export function ownTopicPolicy(topicArn: string, { names, place }: Given): ResourcePolicy {
  // AWS compares a role's session as its role; the second form is that of the session itself.
  const roles = [
    `arn:aws:iam::${place.account}:role/${names.platform}-*`,
    `arn:aws:sts::${place.account}:assumed-role/${names.platform}-*`,
  ];
  const onlyOurRoles = {
    Sid: 'OnlyOurRoles',
    Effect: 'Deny',
    Principal: '*',
    Action: 'sns:Publish',
    Resource: topicArn,
    Condition: { ArnNotLike: { 'aws:PrincipalArn': roles } },
  };
  return { Version: '2012-10-17', Statement: [tlsOnly(topicArn), onlyOurRoles] };
}

/** For the topic of alarms: CloudWatch's alarms and the budget of this account, and nobody else. */
export function alarmTopicPolicy(topicArn: string, { place }: Given): ResourcePolicy {
  const { account, region } = place;
  const from = (service: string, source: string): object => ({
    Sid: `From${service.charAt(0).toUpperCase()}${service.slice(1)}`,
    Effect: 'Allow',
    Principal: { Service: `${service}.amazonaws.com` },
    Action: 'sns:Publish',
    Resource: topicArn,
    Condition: { StringEquals: { 'aws:SourceAccount': account }, ArnLike: { 'aws:SourceArn': source } },
  });
  return {
    Version: '2012-10-17',
    Statement: [
      from('cloudwatch', `arn:aws:cloudwatch:${region}:${account}:alarm:*`),
      from('budgets', `arn:aws:budgets::${account}:*`),
      tlsOnly(topicArn),
    ],
  };
}
