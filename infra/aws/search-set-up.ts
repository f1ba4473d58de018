import { createHash } from 'node:crypto';
import * as aws from '@pulumi/aws';
import type * as pulumi from '@pulumi/pulumi';
import type { ServiceManifest } from '../../shared/service/define.ts';
import type { Context } from './part.ts';
import { networkStatements } from './rights/runs.ts';
import { policyDocument } from './rights/statement.ts';
import { searchAccess } from './search-access/plan.ts';
import { HTTP_ACTIONS, SEARCH_ACCESS } from './search-policy.ts';
import type { Code, Network } from './shapes.ts';

export interface SetUpNeeds {
  readonly network: Network;
  readonly manifests: readonly ServiceManifest[];
  readonly code: Code;
  readonly master: aws.iam.Role;
  readonly domain: aws.opensearch.Domain;
}

/** The domain's master: a role that one function runs as, and nobody else can take. */
export function masterRole({ names }: Context, parent: pulumi.Resource): aws.iam.Role {
  return new aws.iam.Role(
    SEARCH_ACCESS,
    {
      name: names.function(SEARCH_ACCESS),
      description: 'Says who may do and see what in the search domain, at each deployment.',
      assumeRolePolicy: JSON.stringify({
        Version: '2012-10-17',
        Statement: [
          {
            Sid: 'LambdaAssumes',
            Effect: 'Allow',
            Principal: { Service: 'lambda.amazonaws.com' },
            Action: 'sts:AssumeRole',
          },
        ],
      }),
    },
    { parent },
  );
}

/** The function that writes the plan of rights into the domain, and its call with each change of the plan. */
export function makeSetUp(context: Context, needs: SetUpNeeds, parent: pulumi.Resource): void {
  const { config, names } = context;
  const { network, manifests, code, master, domain } = needs;
  const rights = giveRights(context, master, parent);
  const logs = new aws.cloudwatch.LogGroup(
    SEARCH_ACCESS,
    { name: names.logGroup(SEARCH_ACCESS), retentionInDays: config.logDays },
    { parent },
  );
  const setUp = new aws.lambda.Function(
    SEARCH_ACCESS,
    {
      name: names.function(SEARCH_ACCESS),
      description: 'Writes roles and their members into the search domain.',
      role: master.arn,
      runtime: 'nodejs24.x',
      architectures: ['arm64'],
      handler: 'index.handler',
      code: code(SEARCH_ACCESS),
      memorySize: 512,
      timeout: 900,
      vpcConfig: {
        subnetIds: [...network.privateSubnetIds],
        securityGroupIds: [network.functionSecurityGroupId],
      },
      loggingConfig: { logFormat: 'JSON', logGroup: logs.name },
    },
    { parent, dependsOn: [rights] },
  );
  const access = searchAccess(config, names, manifests);
  new aws.lambda.Invocation(
    SEARCH_ACCESS,
    {
      functionName: setUp.name,
      input: domain.endpoint.apply((endpoint) => JSON.stringify({ endpoint: `https://${endpoint}`, access })),
      // Called anew when its code changed too: the same plan may then mean more.
      triggers: {
        access: createHash('sha256').update(JSON.stringify(access)).digest('hex'),
        code: setUp.codeSha256,
      },
    },
    { parent },
  );
}

function giveRights(
  { names, place }: Context,
  master: aws.iam.Role,
  parent: pulumi.Resource,
): aws.iam.RolePolicy {
  return new aws.iam.RolePolicy(
    SEARCH_ACCESS,
    {
      name: 'rights',
      role: master.name,
      policy: policyDocument([
        { Sid: 'SearchMaster', Effect: 'Allow', Action: HTTP_ACTIONS, Resource: [`${names.domainArn}/*`] },
        {
          Sid: 'LogWrite',
          Effect: 'Allow',
          Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
          Resource: [`${names.logGroupArn(SEARCH_ACCESS)}:*`],
        },
        ...networkStatements(names.functionArn(SEARCH_ACCESS), place),
      ]),
    },
    { parent },
  );
}
