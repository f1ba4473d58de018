import * as aws from '@pulumi/aws';
import type * as pulumi from '@pulumi/pulumi';
import type { ServiceManifest } from '../../shared/service/define.ts';
import { ACCESS_LOG } from './gateway-log.ts';
import { STAGE } from './gateway-permissions.ts';
import { routesOf } from './openapi.ts';
import type { Context } from './part.ts';

/** Requests a second of everybody together: above what the functions of a new account can take anyway. */
const ALL_KEYS = { throttlingRateLimit: 500, throttlingBurstLimit: 1000 };
/** Of a route that no key is counted on. A key asks for a token four times an hour. */
const NO_KEY = { throttlingRateLimit: 20, throttlingBurstLimit: 100 };

/** The stage that is called, with its access log and its throttles. */
export function makeStage(
  { config, names }: Context,
  manifests: readonly ServiceManifest[],
  api: aws.apigateway.RestApi,
  deployment: aws.apigateway.Deployment,
  parent: pulumi.Resource,
): aws.apigateway.Stage {
  const log = new aws.cloudwatch.LogGroup(
    'gateway',
    { name: `/aws/apigateway/${names.platform}`, retentionInDays: config.logDays },
    { parent },
  );
  const stage = new aws.apigateway.Stage(
    'live',
    {
      restApi: api.id,
      deployment: deployment.id,
      stageName: STAGE,
      accessLogSettings: { destinationArn: log.arn, format: ACCESS_LOG },
    },
    { parent, dependsOn: [allowLogs(names.platform, parent)] },
  );
  const throttle = (name: string, methodPath: string, limits: typeof ALL_KEYS): void => {
    new aws.apigateway.MethodSettings(
      name,
      {
        restApi: api.id,
        stageName: stage.stageName,
        methodPath,
        // Metrics of each method cost more than all the requests; those of the stage are there anyway. Execution logs
        // would hold bodies and tokens; the access log says what became of each request.
        settings: { metricsEnabled: false, dataTraceEnabled: false, loggingLevel: 'OFF', ...limits },
      },
      { parent },
    );
  };
  throttle('all', '*/*', ALL_KEYS);
  for (const { route } of routesOf(manifests))
    if (route.scope === 'public')
      throttle(`${route.method} ${route.path}`, `${route.path.slice(1)}/${route.method}`, NO_KEY);
  return stage;
}

/**
 * Lets API Gateway write logs: a setting of the whole account and region, of which every stack writes its own role
 * and the last one counts. Kept when the stack goes, since the other stacks' logs may hang on it.
 */
function allowLogs(platform: string, parent: pulumi.Resource): aws.apigateway.Account {
  const options = { parent, retainOnDelete: true };
  const role = new aws.iam.Role(
    'gateway-logs',
    {
      // A name with an end of AWS's own: the role of a stack that is gone keeps its name.
      namePrefix: `${platform}-gateway-logs-`,
      description: 'Lets API Gateway write the access logs of this account and region.',
      assumeRolePolicy: JSON.stringify({
        Version: '2012-10-17',
        Statement: [
          {
            Sid: 'GatewayAssumes',
            Effect: 'Allow',
            Principal: { Service: 'apigateway.amazonaws.com' },
            Action: 'sts:AssumeRole',
          },
        ],
      }),
    },
    options,
  );
  const policy = new aws.iam.RolePolicyAttachment(
    'gateway-logs',
    {
      role: role.name,
      // AWS's own: the setting is refused for a role that may do less.
      policyArn: 'arn:aws:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs',
    },
    options,
  );
  return new aws.apigateway.Account(
    'logs',
    { cloudwatchRoleArn: role.arn },
    { ...options, dependsOn: [policy] },
  );
}
