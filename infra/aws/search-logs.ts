import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import type { Context } from './part.ts';

/** The domain's logs, each with a group of its own. */
const LOGS = {
  'search-slow': 'SEARCH_SLOW_LOGS',
  'index-slow': 'INDEX_SLOW_LOGS',
  application: 'ES_APPLICATION_LOGS',
  // Who was refused: failed sign-ins and missing rights.
  audit: 'AUDIT_LOGS',
} as const;

/** Log groups with the stack's retention, and the domain's right to write them. */
export function publishLogs({ config, names, place }: Context, parent: pulumi.Resource) {
  const folder = `/aws/opensearch/${names.domain}`;
  const policy = new aws.cloudwatch.LogResourcePolicy(
    'search',
    {
      policyName: `${names.platform}-search-logs`,
      policyDocument: JSON.stringify({
        Version: '2012-10-17',
        Statement: [
          {
            Sid: 'DomainWritesItsLogs',
            Effect: 'Allow',
            Principal: { Service: 'es.amazonaws.com' },
            Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
            Resource: `arn:aws:logs:${place.region}:${place.account}:log-group:${folder}/*`,
            // Without it the domain of anybody who knows the name could make the service write here.
            Condition: {
              StringEquals: { 'aws:SourceAccount': place.account },
              ArnLike: { 'aws:SourceArn': names.domainArn },
            },
          },
        ],
      }),
    },
    { parent },
  );
  return Object.entries(LOGS).map(([name, logType]) => {
    const group = new aws.cloudwatch.LogGroup(
      `search-${name}`,
      { name: `${folder}/${name}`, retentionInDays: config.logDays },
      { parent },
    );
    // The domain is refused while it may not write: the policy has to be there first.
    const cloudwatchLogGroupArn = pulumi.all([group.arn, policy.id]).apply(([arn]) => arn);
    return { logType, cloudwatchLogGroupArn, enabled: true };
  });
}
