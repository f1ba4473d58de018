import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import type { Context } from './part.ts';
import { policyDocument } from './rights/statement.ts';
import { groupRole } from './search-access/groups.ts';
import { HTTP_ACTIONS } from './search-policy.ts';

/** People of this stack, and what the domain needs to let them sign in. */
export interface Accounts {
  readonly users: aws.cognito.UserPool;
  /** The page on which they sign in. */
  readonly page: aws.cognito.UserPoolDomain;
  readonly identities: aws.cognito.IdentityPool;
  /** By which the domain joins both. */
  readonly signIn: aws.iam.Role;
  readonly signInRights: aws.iam.RolePolicyAttachment;
}

export function makeAccounts({ names, place }: Context, parent: pulumi.Resource): Accounts {
  const users = new aws.cognito.UserPool(
    'people',
    {
      name: `${names.platform}-people`,
      deletionProtection: 'ACTIVE',
      adminCreateUserConfig: { allowAdminCreateUserOnly: true },
      usernameAttributes: ['email'],
      autoVerifiedAttributes: ['email'],
      passwordPolicy: {
        minimumLength: 14,
        requireLowercase: true,
        requireUppercase: true,
        requireNumbers: true,
        requireSymbols: false,
        temporaryPasswordValidityDays: 3,
      },
      mfaConfiguration: 'OPTIONAL',
      softwareTokenMfaConfiguration: { enabled: true },
      accountRecoverySetting: { recoveryMechanisms: [{ name: 'verified_email', priority: 1 }] },
    },
    { parent },
  );
  const page = new aws.cognito.UserPoolDomain(
    'people',
    // Unique in the region, whoever's account it is.
    { userPoolId: users.id, domain: `${names.platform}-${place.account}` },
    { parent },
  );
  const identities = new aws.cognito.IdentityPool(
    'people',
    { identityPoolName: `${names.platform}-people`, allowUnauthenticatedIdentities: false },
    // The domain enters its own client of the user pool here.
    { parent, ignoreChanges: ['cognitoIdentityProviders'] },
  );
  return { users, page, identities, ...makeSignIn({ names, place }, parent) };
}

function makeSignIn({ names, place }: Pick<Context, 'names' | 'place'>, parent: pulumi.Resource) {
  const signIn = new aws.iam.Role(
    'search-sign-in',
    {
      name: names.function('search-sign-in'),
      description: 'Lets the search domain sign people in by Cognito.',
      assumeRolePolicy: JSON.stringify({
        Version: '2012-10-17',
        Statement: [
          {
            Sid: 'DomainAssumes',
            Effect: 'Allow',
            Principal: { Service: 'es.amazonaws.com' },
            Action: 'sts:AssumeRole',
            Condition: { StringEquals: { 'aws:SourceAccount': place.account } },
          },
        ],
      }),
    },
    { parent },
  );
  const signInRights = new aws.iam.RolePolicyAttachment(
    'search-sign-in',
    {
      role: signIn.name,
      // The service looks whether the role has this policy.
      policyArn: 'arn:aws:iam::aws:policy/AmazonOpenSearchServiceCognitoAccess',
    },
    { parent },
  );
  return { signIn, signInRights };
}

/** Gives each group of people a role of its own, and a person who signed in the role of the first of their groups. */
export function connectGroups(
  { config, names, place }: Context,
  { users, identities }: Accounts,
  domain: aws.opensearch.Domain,
  parent: pulumi.Resource,
): void {
  const trust = trustOf(identities);
  for (const [precedence, group] of Object.keys(config.search.groups).entries()) {
    const role = new aws.iam.Role(
      `group-${group}`,
      {
        name: names.function(groupRole(group)),
        description: `People of the group ${group}, in Dashboards.`,
        assumeRolePolicy: trust,
      },
      { parent },
    );
    new aws.iam.RolePolicy(
      `group-${group}`,
      {
        name: 'dashboards',
        role: role.name,
        policy: policyDocument([
          { Sid: 'Dashboards', Effect: 'Allow', Action: HTTP_ACTIONS, Resource: [`${names.domainArn}/*`] },
        ]),
      },
      { parent },
    );
    new aws.cognito.UserGroup(
      group,
      { name: group, userPoolId: users.id, roleArn: role.arn, precedence },
      { parent },
    );
  }
  const nobody = new aws.iam.Role(
    'group-none',
    {
      name: names.function('dashboards.none'),
      description: 'People of no group: may do nothing.',
      assumeRolePolicy: trust,
    },
    { parent },
  );
  // Made by the domain when it joined the pools, under a name with random digits.
  const client = new aws.cognito.ManagedUserPoolClient(
    'dashboards',
    { userPoolId: users.id, namePrefix: `AmazonOpenSearchService-${names.domain}-` },
    { parent, dependsOn: [domain] },
  );
  new aws.cognito.IdentityPoolRoleAttachment(
    'people',
    {
      identityPoolId: identities.id,
      roles: { authenticated: nobody.arn },
      roleMappings: [
        {
          identityProvider: pulumi.interpolate`cognito-idp.${place.region}.amazonaws.com/${users.id}:${client.id}`,
          type: 'Token',
          ambiguousRoleResolution: 'Deny',
        },
      ],
    },
    { parent },
  );
}

const trustOf = (identities: aws.cognito.IdentityPool): pulumi.Output<string> =>
  identities.id.apply((id) =>
    JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        {
          Sid: 'SignedInPeopleAssume',
          Effect: 'Allow',
          Principal: { Federated: 'cognito-identity.amazonaws.com' },
          Action: 'sts:AssumeRoleWithWebIdentity',
          Condition: {
            StringEquals: { 'cognito-identity.amazonaws.com:aud': id },
            'ForAnyValue:StringLike': { 'cognito-identity.amazonaws.com:amr': 'authenticated' },
          },
        },
      ],
    }),
  );
