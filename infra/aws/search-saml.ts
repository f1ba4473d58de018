import * as aws from '@pulumi/aws';
import type * as pulumi from '@pulumi/pulumi';
import type { Context } from './part.ts';

/** How long a person stays signed in to Dashboards. */
const SESSION_MINUTES = 8 * 60;

/** Sign-in by the laboratory's own identity provider, whose groups are those of the configuration. */
export function trustIdentityProvider(
  { config }: Context,
  domain: aws.opensearch.Domain,
  parent: pulumi.Resource,
): void {
  const { saml } = config.search;
  if (!saml) throw new Error('sessions:search.saml is missing. Allowed: entityId, metadata, rolesAttribute.');
  new aws.opensearch.DomainSamlOptions(
    'search',
    {
      domainName: domain.domainName,
      samlOptions: {
        enabled: true,
        idp: { entityId: saml.entityId, metadataContent: saml.metadata },
        rolesKey: saml.rolesAttribute,
        sessionTimeoutMinutes: SESSION_MINUTES,
      },
    },
    { parent },
  );
}
