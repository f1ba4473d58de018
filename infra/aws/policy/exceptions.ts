/** A violation that is accepted, with the reason: the only place where one can be. */
export interface Exception {
  /** Id of the assertion. */
  readonly assertion: string;
  /** As in the violation; what ends with `*` covers everything that starts so. */
  readonly resource: string;
  readonly reason: string;
}

const accept =
  (assertion: string, reason: string) =>
  (resource: string): Exception => ({ assertion, resource, reason });

/** One that no violation needs any longer fails the test. */
export const EXCEPTIONS: readonly Exception[] = [
  {
    assertion: 's3-access-logged',
    resource: 'logs',
    reason: 'It holds the access logs: each line about them would be one more to write, for ever.',
  },
  {
    assertion: 'sns-encrypted',
    resource: 'alarms',
    reason:
      'CloudWatch may not use the key that AWS manages for SNS, so an encrypted topic would need an own key ($1 a ' +
      'month, and rights on it). Alarms hold names of functions and numbers, nothing of people or sessions.',
  },
  {
    assertion: 'lambda-traced',
    resource: '*',
    reason:
      'The actions of X-Ray know no resources, so every role would get a right on everything. Requests and events ' +
      'carry ids that are in the logs.',
  },
  {
    assertion: 'api-traced',
    resource: 'live',
    reason: 'As the functions behind it. Its request id is in its access log and in every answer.',
  },
  ...['deploy', 'preview']
    .map((role) => `${role}/LookUp`)
    .map(
      accept(
        'iam-no-wildcard-resource',
        'ec2:DescribeAvailabilityZones knows no resources; it changes nothing.',
      ),
    ),
  ...['code', 'network', 'people', 'watching']
    .map((theme) => `deploy-${theme}/Look`)
    .map(
      accept(
        'iam-no-wildcard-resource',
        'Actions that list and describe know no resources; they change nothing.',
      ),
    ),
  ...['network', 'people', 'stores', 'watching']
    .map((theme) => `deploy-${theme}/Everywhere`)
    .map(
      accept(
        'iam-no-wildcard-resource',
        'These few actions on subscriptions, deliveries and policies of logs, roles of identity pools, and the ' +
          'association of a gateway know no resources, nor a condition that would say whose they are.',
      ),
    ),
  {
    assertion: 'iam-no-wildcard-resource',
    resource: 'deploy-code/NewMappings',
    reason: 'lambda:CreateEventSourceMapping knows no resources; its condition names the stack’s functions.',
  },
  {
    assertion: 'iam-no-wildcard-resource',
    resource: 'deploy-people/NewPools',
    reason: 'A pool has no name before it is made; the condition asks for the stack’s tag on it.',
  },
  {
    assertion: 'iam-no-wildcard-resource',
    resource: 'boundary/Look',
    reason: 'ec2:Describe* knows no resources; it changes nothing.',
  },
  {
    assertion: 'iam-no-wildcard-resource',
    resource: 'boundary/GatewayLogs',
    reason:
      'For one role alone, by its condition. API Gateway refuses a role for its logs that can do less than the ' +
      'policy that AWS wrote for it, which is on every log.',
  },
  ...['deploy', 'preview'].map(
    accept(
      'iam-roles-have-the-boundary',
      'It makes roles, or reads the state of Pulumi, which no part of the platform may. Its own policies are written ' +
        'out, it cannot change them, and only runs in this stack’s repository take it on.',
    ),
  ),
  ...['search-access', 'index', 'preprocess', 'search', 'sandbox']
    .map((role) => `${role}/NetworkLook`)
    .map(
      accept('iam-no-wildcard-resource', 'ec2:Describe* knows no resources; Lambda looks for its interface.'),
    ),
  ...['sandbox-life', 'sandbox-reports', 'sandbox-clock']
    .map((role) => `${role}/SandboxFind`)
    .map(accept('iam-no-wildcard-resource', 'ec2:DescribeInstances knows no resources; it changes nothing.')),
  {
    assertion: 'iam-trust-has-source',
    resource: 'gateway-logs/GatewayAssumes',
    reason:
      'API Gateway has one such role for the whole account and takes it on for no named API; AWS documents its ' +
      'trust without conditions. It can only write logs.',
  },
  {
    assertion: 'policy-no-anonymous',
    resource: 'api/CallWithToken',
    reason:
      'Callers of the API are no principals of IAM. The statement beside it refuses every address that is not ' +
      'allowed, and the authorizer asks for a token (assertions api-addresses-limited and api-authorized).',
  },
  {
    assertion: 'alarms-on-functions',
    resource: 'search-access',
    reason: 'It runs once in a deployment, which fails with it and says so.',
  },
  {
    assertion: 'trail-everywhere',
    resource: 'archive',
    reason:
      'It holds the data events of one bucket, which is in one region. Changes of the account are in its event ' +
      'history, and in the trail of the organisation where there is one; a second copy is billed.',
  },
  ...['token-signing', 'receipt-signing'].map(
    accept(
      'secrets-rotated',
      'Made by `sessions keys bootstrap`. A new key makes tokens, or the proofs in receipts, worthless: it is ' +
        'changed by a person who knows that, not by the clock.',
    ),
  ),
  {
    assertion: 'secrets-rotated',
    resource: 'slack-webhooks',
    reason: 'Slack makes these addresses; only a person can ask it for new ones.',
  },
];
