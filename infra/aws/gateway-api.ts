import { createHash } from 'node:crypto';
import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import type { ServiceManifest } from '../../shared/service/define.ts';
import { gateOf } from './gateway-permissions.ts';
import { privatePolicy, publicPolicy } from './gateway-policy.ts';
import { openApi } from './openapi.ts';
import type { Context } from './part.ts';
import type { Functions, Network } from './shapes.ts';

export interface Api {
  readonly api: aws.apigateway.RestApi;
  readonly deployment: aws.apigateway.Deployment;
}

/** The API as its OpenAPI body says, and a deployment of it that is made anew with every change of that body. */
export function deployApi(
  context: Context,
  manifests: readonly ServiceManifest[],
  functions: Functions,
  network: Network,
  parent: pulumi.Resource,
): Api {
  const { config, names } = context;
  const endpointId = config.connectivity === 'private' ? endpointOf(network) : undefined;
  const body = bodyOf(context, manifests, functions, endpointId);
  const api = new aws.apigateway.RestApi(
    'api',
    {
      name: names.platform,
      description: 'The door of the session platform.',
      body,
      endpointConfiguration: endpointId
        ? { types: 'PRIVATE', vpcEndpointIds: [endpointId] }
        : { types: 'REGIONAL' },
      apiKeySource: 'AUTHORIZER',
      // Otherwise the API would still be found under the address that AWS gave it, past the domain's TLS rules.
      disableExecuteApiEndpoint: config.domain !== undefined,
    },
    { parent },
  );
  const deployment = new aws.apigateway.Deployment(
    'api',
    { restApi: api.id, triggers: { body: body.apply(digestOf) } },
    { parent },
  );
  return { api, deployment };
}

function bodyOf(
  { config, names }: Context,
  manifests: readonly ServiceManifest[],
  functions: Functions,
  endpointId: pulumi.Output<string> | undefined,
): pulumi.Output<string> {
  const invokeArns = Object.fromEntries(
    Object.entries(functions).map(([service, { invokeArn }]) => [service, invokeArn]),
  );
  return pulumi.all([pulumi.all(invokeArns), endpointId]).apply(([arns, endpoint]) => {
    const arnOf = (service: string): string => {
      const arn = arns[service];
      if (arn === undefined) throw new Error(`The service "${service}" has no function.`);
      return arn;
    };
    const options = {
      title: names.platform,
      policy: endpoint === undefined ? publicPolicy(config) : privatePolicy(config, endpoint),
      ...(endpoint !== undefined && { vpcEndpointIds: [endpoint] }),
    };
    return JSON.stringify(openApi(manifests, arnOf, arnOf(gateOf(manifests).name), options));
  });
}

function endpointOf({ apiEndpointId }: Network): pulumi.Output<string> {
  if (!apiEndpointId) throw new Error('A private API needs the endpoint of the network.');
  return apiEndpointId;
}

const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex');
