import * as aws from '@pulumi/aws';
import type * as pulumi from '@pulumi/pulumi';
import { problemText, RETRY_AFTER } from './openapi-responses.ts';
import type { Context } from './part.ts';

const TOO_MANY = 'too-many-requests';

/**
 * Holds back an address that asks too often, before anything else is asked of it.
 *
 * AWS's managed common rules are not in it: they refuse bodies above 8 KB, which pages of uploads are, `.log` and
 * `.ini` in a query, which people look for, and `../` in a body, of which the service says what is wrong with it.
 */
export function limitAddresses(
  { config, names }: Context,
  stage: aws.apigateway.Stage,
  parent: pulumi.Resource,
): void {
  const visibility = (metricName: string) => ({
    cloudwatchMetricsEnabled: true,
    metricName,
    // Samples show headers, and one of them is the token.
    sampledRequestsEnabled: false,
  });
  const acl = new aws.wafv2.WebAcl(
    'addresses',
    {
      name: `${names.platform}-addresses`,
      description: 'Limits how often one address may call.',
      scope: 'REGIONAL',
      defaultAction: { allow: {} },
      customResponseBodies: [
        {
          key: TOO_MANY,
          // Of the types that WAF knows, the one that clients can read.
          contentType: 'APPLICATION_JSON',
          content: problemText(
            TOO_MANY,
            'More requests came from this address than are allowed in this time.',
          ),
        },
      ],
      rules: [
        {
          name: 'limit-per-address',
          priority: 0,
          statement: {
            rateBasedStatement: {
              aggregateKeyType: 'IP',
              limit: config.limits.perAddress,
              evaluationWindowSec: 300,
            },
          },
          action: {
            block: {
              customResponse: {
                responseCode: 429,
                customResponseBodyKey: TOO_MANY,
                responseHeaders: [{ name: 'Retry-After', value: String(RETRY_AFTER.address) }],
              },
            },
          },
          visibilityConfig: visibility(`${names.platform}-limit-per-address`),
        },
      ],
      visibilityConfig: visibility(`${names.platform}-addresses`),
    },
    { parent },
  );
  new aws.wafv2.WebAclAssociation('addresses', { resourceArn: stage.arn, webAclArn: acl.arn }, { parent });
}
