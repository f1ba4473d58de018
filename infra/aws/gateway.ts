import * as aws from '@pulumi/aws';
import type * as pulumi from '@pulumi/pulumi';
import type { ServiceManifest } from '../../shared/service/define.ts';
import { deployApi } from './gateway-api.ts';
import { apiAddress } from './gateway-domain.ts';
import { letGatewayCall } from './gateway-permissions.ts';
import { makeStage } from './gateway-stage.ts';
import { limitAddresses } from './gateway-waf.ts';
import { type Context, Part } from './part.ts';
import type { Functions, Gateway, Network } from './shapes.ts';

/** The door: a REST API whose routes are those of the services, with everything that keeps others out. */
export function makeGateway(
  context: Context,
  manifests: readonly ServiceManifest[],
  functions: Functions,
  network: Network,
): Gateway {
  const parent = new Part('gateway');
  const { api, deployment } = deployApi(context, manifests, functions, network, parent);
  letGatewayCall(manifests, functions, api, parent);
  const stage = makeStage(context, manifests, api, deployment, parent);
  limitAddresses(context, stage, parent);
  const plan = makeUsagePlan(context, api, stage, parent);
  return {
    url: apiAddress(context, api, stage, network, parent),
    apiId: api.id,
    stageName: stage.stageName,
    usagePlanId: plan.id,
  };
}

/** What one key may ask for. `sessions keys` lets every new key join it, by the key's id. */
function makeUsagePlan(
  { config, names }: Context,
  api: aws.apigateway.RestApi,
  stage: aws.apigateway.Stage,
  parent: pulumi.Resource,
): aws.apigateway.UsagePlan {
  const { perKeyRate, perKeyBurst, perKeyDaily } = config.limits;
  return new aws.apigateway.UsagePlan(
    'keys',
    {
      name: `${names.platform}-keys`,
      description: 'What one key of the platform may ask for.',
      apiStages: [{ apiId: api.id, stage: stage.stageName }],
      throttleSettings: { rateLimit: perKeyRate, burstLimit: perKeyBurst },
      quotaSettings: { limit: perKeyDaily, period: 'DAY' },
    },
    { parent },
  );
}
