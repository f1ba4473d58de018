import { of, type Takes } from './takes.ts';

const es = of('es');
const pools = of('cognito-idp');
const identities = of('cognito-identity');

/** The search domain, and who signs in to it: never the people themselves, nor a request to the domain. */
export const PEOPLE: Readonly<Record<string, Takes>> = {
  'aws:opensearch/domain:Domain': {
    search: es(
      'AddTags',
      'CreateDomain',
      'DeleteDomain',
      'DescribeDomain',
      'DescribeDomainChangeProgress',
      'DescribeDomainConfig',
      'DescribeDomains',
      'GetCompatibleVersions',
      'GetUpgradeStatus',
      'ListTags',
      'RemoveTags',
      'UpdateDomainConfig',
      'UpgradeDomain',
    ),
    look: of('ec2')('DescribeSecurityGroups', 'DescribeSubnets', 'DescribeVpcs'),
    handedOver: ['iam:PassRole'],
    rolesOfServices: ['iam:CreateServiceLinkedRole'],
  },
  'aws:opensearch/domainSamlOptions:DomainSamlOptions': {
    search: es('DescribeDomain', 'DescribeDomainConfig', 'UpdateDomainConfig'),
  },

  'aws:cognito/userPool:UserPool': {
    newPools: pools('CreateUserPool'),
    pools: pools(
      'DeleteUserPool',
      'DescribeUserPool',
      'GetUserPoolMfaConfig',
      'ListTagsForResource',
      'SetUserPoolMfaConfig',
      'TagResource',
      'UntagResource',
      'UpdateUserPool',
    ),
  },
  'aws:cognito/userPoolDomain:UserPoolDomain': {
    pools: pools('CreateUserPoolDomain', 'DeleteUserPoolDomain', 'UpdateUserPoolDomain'),
    look: pools('DescribeUserPoolDomain'),
  },
  'aws:cognito/userGroup:UserGroup': {
    pools: pools('CreateGroup', 'DeleteGroup', 'GetGroup', 'UpdateGroup'),
    handedOver: ['iam:PassRole'],
  },
  'aws:cognito/managedUserPoolClient:ManagedUserPoolClient': {
    pools: pools('DescribeUserPoolClient', 'ListUserPoolClients', 'UpdateUserPoolClient'),
  },
  'aws:cognito/identityPool:IdentityPool': {
    newPools: identities('CreateIdentityPool'),
    pools: identities(
      'DeleteIdentityPool',
      'DescribeIdentityPool',
      'ListTagsForResource',
      'TagResource',
      'UntagResource',
      'UpdateIdentityPool',
    ),
  },
  'aws:cognito/identityPoolRoleAttachment:IdentityPoolRoleAttachment': {
    pools: identities('DescribeIdentityPool', 'GetIdentityPoolRoles'),
    everywhere: identities('SetIdentityPoolRoles'),
    handedOver: ['iam:PassRole'],
  },
};
