import { of, type Takes } from './takes.ts';

const iam = of('iam');

/** Roles, with the boundary on each. Managed policies and the provider of tokens are read: they are changed by hand. */
export const RIGHTS: Readonly<Record<string, Takes>> = {
  'aws:iam/role:Role': {
    boundedRoles: iam('CreateRole', 'PutRolePermissionsBoundary'),
    roles: iam(
      'DeleteRole',
      'GetRole',
      // Read before a role is removed.
      'ListAttachedRolePolicies',
      'ListInstanceProfilesForRole',
      'ListRolePolicies',
      'ListRoleTags',
      'TagRole',
      'UntagRole',
      'UpdateAssumeRolePolicy',
      'UpdateRole',
    ),
  },
  'aws:iam/rolePolicy:RolePolicy': {
    boundedRoles: iam('DeleteRolePolicy', 'PutRolePolicy'),
    roles: iam('GetRolePolicy', 'ListRolePolicies'),
  },
  'aws:iam/rolePolicyAttachment:RolePolicyAttachment': {
    attachedPolicies: iam('AttachRolePolicy', 'DetachRolePolicy'),
    roles: iam('ListAttachedRolePolicies'),
  },
  'aws:iam/instanceProfile:InstanceProfile': {
    profiles: iam(
      'AddRoleToInstanceProfile',
      'CreateInstanceProfile',
      'DeleteInstanceProfile',
      'GetInstanceProfile',
      'ListInstanceProfileTags',
      'RemoveRoleFromInstanceProfile',
      'TagInstanceProfile',
      'UntagInstanceProfile',
    ),
    handedOver: iam('PassRole'),
  },
  'aws:iam/policy:Policy': { policies: iam('GetPolicy', 'GetPolicyVersion', 'ListPolicyVersions') },
  'aws:iam/openIdConnectProvider:OpenIdConnectProvider': { oidcProvider: iam('GetOpenIDConnectProvider') },
};
