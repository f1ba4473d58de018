import * as aws from '@pulumi/aws';
import type * as pulumi from '@pulumi/pulumi';
import type { Config } from './config.ts';
import type { Context } from './part.ts';
import type { Accounts } from './search-cognito.ts';
import { publishLogs } from './search-logs.ts';
import { domainPolicy } from './search-policy.ts';
import type { Network } from './shapes.ts';

/** The engine that the tests run on, as the managed service names it. */
const ENGINE = 'OpenSearch_3.5';

export interface Doors {
  /** The only role that may say who may do what. */
  readonly master: aws.iam.Role;
  /** With sign-in by Cognito. */
  readonly accounts?: Accounts;
}

/** The OpenSearch Service domain: in private subnets, encrypted everywhere, with rights down to the document. */
export function makeDomain(
  context: Context,
  network: Network,
  { master, accounts }: Doors,
  parent: pulumi.Resource,
): aws.opensearch.Domain {
  const { config, names } = context;
  const { search, zones } = config;
  return new aws.opensearch.Domain(
    'search',
    {
      domainName: names.domain,
      engineVersion: ENGINE,
      clusterConfig: clusterOf(search, zones),
      ebsOptions: { ebsEnabled: true, volumeType: 'gp3', volumeSize: search.volumeGib },
      vpcOptions: {
        // As many as the domain spreads over: one more is refused.
        subnetIds: network.privateSubnetIds.slice(0, zones) as pulumi.Output<string>[],
        securityGroupIds: [network.searchSecurityGroupId],
      },
      encryptAtRest: { enabled: true },
      nodeToNodeEncryption: { enabled: true },
      domainEndpointOptions: { enforceHttps: true, tlsSecurityPolicy: 'Policy-Min-TLS-1-2-PFS-2023-10' },
      advancedSecurityOptions: {
        enabled: true,
        // People are those of Cognito or of the identity provider; the domain has none of its own.
        internalUserDatabaseEnabled: false,
        masterUserOptions: { masterUserArn: master.arn },
      },
      accessPolicies: domainPolicy(context),
      ...(accounts && {
        cognitoOptions: {
          enabled: true,
          userPoolId: accounts.users.id,
          identityPoolId: accounts.identities.id,
          roleArn: accounts.signIn.arn,
        },
      }),
      softwareUpdateOptions: { autoSoftwareUpdateEnabled: true },
      logPublishingOptions: publishLogs(context, parent),
    },
    {
      parent,
      dependsOn: accounts ? [accounts.signInRights, accounts.page] : [],
      customTimeouts: { create: '2h', update: '3h', delete: '2h' },
    },
  );
}

function clusterOf({ instanceType, instances }: Config['search'], zones: number) {
  return {
    instanceType,
    instanceCount: instances,
    dedicatedMasterEnabled: false,
    multiAzWithStandbyEnabled: false,
    zoneAwarenessEnabled: zones > 1,
    ...(zones > 1 && { zoneAwarenessConfig: { availabilityZoneCount: zones } }),
  };
}
