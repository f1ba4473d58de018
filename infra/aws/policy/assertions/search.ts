import type { Assertion } from '../assertion.ts';
import { at, each, list } from '../assertion.ts';

const DOMAIN = 'aws:opensearch/domain:Domain';
const POOL = 'aws:cognito/userPool:UserPool';

export const search: readonly Assertion[] = [
  {
    id: 'search-encrypted',
    title: 'The search domain encrypts its disks',
    why: 'The index holds metadata of people.',
    like: 'Checkov CKV_AWS_5, FSBP Opensearch.1',
    check: each(DOMAIN, (domain) =>
      at(domain, 'encryptAtRest.enabled') === true ? undefined : 'is not encrypted at rest',
    ),
  },
  {
    id: 'search-encrypted-between-nodes',
    title: 'The search domain encrypts what its nodes say to each other',
    why: 'Documents could be read on the way from node to node.',
    like: 'Checkov CKV_AWS_6, FSBP Opensearch.3',
    check: each(DOMAIN, (domain) =>
      at(domain, 'nodeToNodeEncryption.enabled') === true ? undefined : 'speaks plainly between nodes',
    ),
  },
  {
    id: 'search-tls12',
    title: 'The search domain takes TLS 1.2 or later, and nothing else',
    why: 'Queries and documents could be read on the way.',
    like: 'Checkov CKV_AWS_83 and 228, FSBP Opensearch.8',
    check: each(DOMAIN, (domain) =>
      at(domain, 'domainEndpointOptions.enforceHttps') === true &&
      /^Policy-Min-TLS-1-2/.test(String(at(domain, 'domainEndpointOptions.tlsSecurityPolicy')))
        ? undefined
        : 'takes plain HTTP or old TLS',
    ),
  },
  {
    id: 'search-inside-network',
    title: 'The search domain is inside the network',
    why: 'On the internet it would be one wrong policy away from everybody.',
    like: 'Checkov CKV_AWS_137, FSBP Opensearch.2',
    check: each(DOMAIN, (domain) =>
      list(at(domain, 'vpcOptions.subnetIds')).length > 0 ? undefined : 'is on the internet',
    ),
  },
  {
    id: 'search-fine-grained',
    title: 'The search domain gives rights by role and document',
    why: 'Groups of people see the sessions of their own sources.',
    like: 'Checkov CKV2_AWS_52, FSBP Opensearch.7',
    check: each(DOMAIN, (domain) =>
      at(domain, 'advancedSecurityOptions.enabled') === true &&
      at(domain, 'advancedSecurityOptions.anonymousAuthEnabled') !== true
        ? undefined
        : 'has no fine-grained access control',
    ),
  },
  {
    id: 'search-no-password',
    title: 'The search domain has no user with a password',
    why: 'Roles sign in; a password would stand in the state of the stack.',
    like: 'AWS: FGAC with an IAM master user',
    check: each(DOMAIN, (domain) =>
      at(domain, 'advancedSecurityOptions.masterUserOptions.masterUserPassword') ||
      at(domain, 'advancedSecurityOptions.internalUserDatabaseEnabled') === true
        ? 'keeps passwords'
        : undefined,
    ),
  },
  {
    id: 'search-logged',
    title: 'The search domain writes its errors and its audit log',
    why: 'Who looked for what, and why it failed.',
    like: 'Checkov CKV_AWS_84 and 317, FSBP Opensearch.4 and 5',
    check: each(DOMAIN, (domain) => {
      const logs = list(at(domain, 'logPublishingOptions')) as readonly {
        logType?: string;
        enabled?: boolean;
      }[];
      const missing = ['ES_APPLICATION_LOGS', 'AUDIT_LOGS'].filter(
        (type) => !logs.some(({ logType, enabled = true }) => logType === type && enabled),
      );
      return missing.length > 0 ? `does not write ${missing.join(', ')}` : undefined;
    }),
  },
  {
    id: 'search-updated',
    title: 'The search domain takes software updates by itself',
    why: 'Security fixes come as service software updates.',
    like: 'Checkov (auto software update), FSBP Opensearch.10',
    check: each(DOMAIN, (domain) =>
      at(domain, 'softwareUpdateOptions.autoSoftwareUpdateEnabled') === true
        ? undefined
        : 'waits for somebody to update it',
    ),
  },
  {
    id: 'people-not-self-made',
    title: 'People can’t make their own accounts',
    why: 'Whoever finds the sign-in page would be in.',
    like: 'Prowler cognito_user_pool_self_registration_disabled',
    check: each(POOL, (pool) =>
      at(pool, 'adminCreateUserConfig.allowAdminCreateUserOnly') === true ? undefined : 'lets anyone sign up',
    ),
  },
  {
    id: 'people-second-factor',
    title: 'People can sign in with a second factor, and passwords are long',
    why: 'Passwords are reused and leak elsewhere.',
    like: 'Prowler cognito_user_pool_mfa_enabled, FSBP Cognito.3 and Cognito.4',
    check: each(POOL, (pool) => {
      if (!['ON', 'OPTIONAL'].includes(String(at(pool, 'mfaConfiguration')))) return 'knows no second factor';
      return Number(at(pool, 'passwordPolicy.minimumLength')) >= 12 ? undefined : 'takes short passwords';
    }),
  },
  {
    id: 'people-not-deleted',
    title: 'The list of people can’t be deleted by mistake',
    why: 'Everyone would have to be invited again.',
    like: 'Prowler cognito_user_pool_deletion_protection_enabled',
    check: each(POOL, (pool) => (at(pool, 'deletionProtection') === 'ACTIVE' ? undefined : 'can be deleted')),
  },
];
