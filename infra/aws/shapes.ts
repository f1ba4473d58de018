import type * as pulumi from '@pulumi/pulumi';
import type { StoreName } from '../../shared/ports/objects.ts';
import type { SecretName } from '../../shared/ports/secrets.ts';

/** What the parts of the program hand to each other. */
type Out<T> = pulumi.Output<T>;

export interface Network {
  readonly vpcId: Out<string>;
  /** One a zone; no way out but the endpoints. For functions, the search domain and sandboxes. */
  readonly privateSubnetIds: readonly Out<string>[];
  readonly privateRouteTableIds: readonly Out<string>[];
  /** Of functions in private subnets: to the endpoints and the search domain, by TLS. */
  readonly functionSecurityGroupId: Out<string>;
  /** Of the search domain: TLS from functions, and from people's tunnels and the laboratory's networks. */
  readonly searchSecurityGroupId: Out<string>;
  /**
   * Of sandboxes' instances: SSH from the Instance Connect Endpoint only; out to the S3 endpoint, and to the search
   * domain, so that a person's tunnel through an instance leads to Dashboards.
   */
  readonly sandboxSecurityGroupId: Out<string>;
  /** Gateway endpoint of S3: where private subnets reach the stores. */
  readonly s3EndpointId: Out<string>;
  /** With private connectivity: the interface endpoint through which the private API is called. */
  readonly apiEndpointId?: Out<string>;
}

export type Stores = Readonly<Record<StoreName, { readonly name: Out<string>; readonly arn: Out<string> }>>;

export interface Topics {
  readonly eventsArn: Out<string>;
  readonly peopleArn: Out<string>;
  readonly alarmsArn: Out<string>;
}

export type SecretArns = Readonly<Record<SecretName | 'slack-webhooks', Out<string>>>;

export interface QueuePair {
  readonly arn: Out<string>;
  readonly url: Out<string>;
  readonly name: Out<string>;
  readonly deadArn: Out<string>;
  readonly deadUrl: Out<string>;
  readonly deadName: Out<string>;
}

/** By service name: those that are fed from a queue. */
export type Queues = Readonly<Record<string, QueuePair>>;

export interface Search {
  /** `https://…`, without a slash at the end. */
  readonly endpoint: Out<string>;
  readonly arn: Out<string>;
  readonly dashboards: Out<string>;
}

export interface Workbench {
  readonly templateId: Out<string>;
  readonly instanceRoleArn: Out<string>;
  /** Its unique id, as `${aws:userid}` begins with it. */
  readonly instanceRoleId: Out<string>;
}

export interface DeployedFunction {
  readonly arn: Out<string>;
  readonly name: Out<string>;
  readonly invokeArn: Out<string>;
}

/** By service name. */
export type Functions = Readonly<Record<string, DeployedFunction>>;

export interface Gateway {
  /** Where the API is called: own domain, or the stage's address. */
  readonly url: Out<string>;
  readonly apiId: Out<string>;
  readonly stageName: Out<string>;
  /** That every key joins. */
  readonly usagePlanId: Out<string>;
}

/** The code of a service for Lambda: the folder that its bundle is in. */
export type Code = (service: string) => pulumi.asset.Archive;
