import * as aws from '@pulumi/aws';
import type * as pulumi from '@pulumi/pulumi';
import { between, type Groups, TLS } from './network-groups.ts';
import { snsEndpointPolicy } from './network-policies.ts';
import type { Context, Part } from './part.ts';

type Id = pulumi.Output<string>;

interface Inside {
  readonly vpcId: Id;
  readonly subnetIds: readonly Id[];
  readonly groups: Pick<Groups, 'functions'>;
  /** Group of interface endpoints. */
  readonly endpoints: Id;
}

/** How functions in private subnets reach the bus, where they don't leave events in the store. */
export function makeBusEndpoint({ names, place }: Context, part: Part, inside: Inside): void {
  const { vpcId, subnetIds, groups, endpoints } = inside;
  new aws.ec2.VpcEndpoint(
    'sns',
    {
      vpcId,
      vpcEndpointType: 'Interface',
      serviceName: `com.amazonaws.${place.region}.sns`,
      subnetIds: [...subnetIds],
      securityGroupIds: [endpoints],
      privateDnsEnabled: true,
      policy: JSON.stringify(snsEndpointPolicy(names, place)),
      tags: { Name: `${names.platform}-sns` },
    },
    { parent: part },
  );
  between(part)('functions-to-endpoints', groups.functions, endpoints, TLS);
}
