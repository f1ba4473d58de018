import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import type { Config } from './config.ts';
import type { Context } from './part.ts';
import type { Network } from './shapes.ts';

/** Where the API is called, without a slash at the end: own domain, private endpoint, or the stage's address. */
export function apiAddress(
  { config, place }: Context,
  api: aws.apigateway.RestApi,
  stage: aws.apigateway.Stage,
  network: Network,
  parent: pulumi.Resource,
): pulumi.Output<string> {
  const { connectivity, domain } = config;
  if (connectivity === 'private') {
    if (domain)
      throw new pulumi.RunError(
        'sessions:domain is for public connectivity. With `connectivity: private` leave it out: the API is called by the address of its endpoint.',
      );
    return pulumi.interpolate`https://${api.id}-${network.apiEndpointId}.execute-api.${place.region}.amazonaws.com/${stage.stageName}`;
  }
  if (domain) return ownAddress(domain, api, stage, parent);
  return stage.invokeUrl;
}

function ownAddress(
  { name, certificateArn, hostedZoneId }: NonNullable<Config['domain']>,
  api: aws.apigateway.RestApi,
  stage: aws.apigateway.Stage,
  parent: pulumi.Resource,
): pulumi.Output<string> {
  const domain = new aws.apigateway.DomainName(
    'api',
    {
      domainName: name,
      regionalCertificateArn: certificateArn,
      endpointConfiguration: { types: 'REGIONAL' },
      securityPolicy: 'TLS_1_2',
    },
    { parent },
  );
  const mapping = new aws.apigateway.BasePathMapping(
    'api',
    { domainName: domain.domainName, restApi: api.id, stageName: stage.stageName },
    { parent },
  );
  if (hostedZoneId)
    new aws.route53.Record(
      'api',
      {
        name,
        type: 'A',
        zoneId: hostedZoneId,
        aliases: [
          {
            name: domain.regionalDomainName,
            zoneId: domain.regionalZoneId,
            evaluateTargetHealth: false,
          },
        ],
      },
      { parent },
    );
  return pulumi.interpolate`https://${mapping.domainName}`;
}
