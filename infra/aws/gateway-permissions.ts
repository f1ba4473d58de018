import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import type { ServiceManifest } from '../../shared/service/define.ts';
import type { Functions } from './shapes.ts';

/** The only stage: stacks are separate APIs. It stands in the address that AWS gives, not under an own domain. */
export const STAGE = 'live';

/** The service that says who calls. */
export function gateOf(manifests: readonly ServiceManifest[]): ServiceManifest {
  const gate = manifests.find(({ on }) => 'gate' in on);
  if (!gate) throw new Error('There is no service that says who calls: no route could ask for a token.');
  return gate;
}

/** Lets the gateway, and of it this API only, call the functions behind it and its authorizer. */
export function letGatewayCall(
  manifests: readonly ServiceManifest[],
  functions: Functions,
  api: aws.apigateway.RestApi,
  parent: pulumi.Resource,
): void {
  const permit = (service: string, resource: string): void => {
    const called = functions[service];
    if (!called) throw new Error(`The service "${service}" has no function.`);
    new aws.lambda.Permission(
      `gateway-${service}`,
      {
        action: 'lambda:InvokeFunction',
        function: called.name,
        principal: 'apigateway.amazonaws.com',
        sourceArn: pulumi.interpolate`${api.executionArn}/${resource}`,
      },
      { parent },
    );
  };
  for (const { name, on } of manifests) if ('http' in on) permit(name, `${STAGE}/*`);
  permit(gateOf(manifests).name, 'authorizers/*');
}
