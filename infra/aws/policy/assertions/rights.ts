import { type Assertion, at, each, list, none, refersTo } from '../assertion.ts';
import {
  actionsOf,
  conditionKeys,
  isForAnyone,
  resourcesOf,
  type Statement,
  servicesOf,
} from '../documents.ts';
import { everyStatement } from '../statements.ts';

const ROLE = 'aws:iam/role:Role';
const allows = ({ Effect }: Statement): boolean => Effect === 'Allow';
const isFromSource = (statement: Statement): boolean =>
  conditionKeys(statement).some((key) =>
    ['aws:sourceaccount', 'aws:sourcearn', 'aws:sourceorgid'].includes(key),
  );

/** Services that take on a role for a resource that names it, in its own account: nobody can be confused. */
const TRUSTED_PLAINLY = ['lambda.amazonaws.com', 'ec2.amazonaws.com'];

const WIDE = /(AdministratorAccess|PowerUserAccess|FullAccess|IAMFullAccess)$/;

const audienceOf = (statement: Statement, suffix: string): readonly [string, readonly string[]][] =>
  Object.entries(statement.Condition ?? {}).flatMap(([operator, tests]) =>
    Object.entries(tests)
      .filter(([key]) => key.toLowerCase().endsWith(suffix))
      .map(([, value]): [string, readonly string[]] => [operator, list(value).map(String)]),
  );

export const rights: readonly Assertion[] = [
  {
    id: 'iam-no-wildcard-action',
    title: 'No policy allows all actions of a service',
    why: 'Actions that AWS adds tomorrow would be allowed today.',
    like: 'Checkov CKV_AWS_62 and 288 to 290, CIS 1.16, tfsec aws-iam-no-policy-wildcards',
    check: everyStatement(['identity', 'resource'], ({ statement }) =>
      allows(statement) && actionsOf(statement).some((action) => /\*/.test(action))
        ? `allows ${actionsOf(statement)
            .filter((action) => action.includes('*'))
            .join(', ')}`
        : undefined,
    ),
  },
  {
    id: 'iam-no-wildcard-resource',
    title: 'No right of a role is given on every resource',
    why: 'The other stacks, and whatever else is in the account, would be within reach.',
    like: 'Checkov CKV_AWS_355 and 356, Prowler iam_policy_allows_privilege_escalation',
    check: everyStatement(['identity'], ({ statement }) =>
      allows(statement) && resourcesOf(statement).includes('*')
        ? `allows ${actionsOf(statement).join(', ')} on every resource`
        : undefined,
    ),
  },
  {
    id: 'iam-nothing-by-exclusion',
    title: 'No policy allows by NotAction, NotResource or NotPrincipal',
    why: 'What is not named grows by itself.',
    like: 'Checkov CKV2_AWS_40, IAM Access Analyzer policy checks',
    check: everyStatement(['identity', 'resource', 'trust', 'endpoint'], ({ statement }) =>
      allows(statement) &&
      (statement.NotAction ?? statement.NotResource ?? statement.NotPrincipal) !== undefined
        ? 'allows by exclusion'
        : undefined,
    ),
  },
  {
    id: 'iam-statements-named',
    title: 'Every statement of a role has a name',
    why: 'A right that can be named can be asked about, taken away and missed by a test.',
    like: 'own',
    check: everyStatement(['identity'], ({ statement }) => (statement.Sid ? undefined : 'has no Sid')),
  },
  {
    id: 'iam-no-wide-managed-policy',
    title: 'No role has a managed policy of an administrator',
    why: 'One leak would be the whole account.',
    like: 'Checkov CKV_AWS_274, CIS 1.16, FSBP IAM.1',
    check: (graph) => [
      ...each('aws:iam/rolePolicyAttachment:RolePolicyAttachment', (attachment) =>
        WIDE.test(String(at(attachment, 'policyArn')))
          ? `attaches ${String(at(attachment, 'policyArn'))}`
          : undefined,
      )(graph),
      ...each(ROLE, (role) => {
        const wide = list(at(role, 'managedPolicyArns')).find((arn) => WIDE.test(String(arn)));
        return wide ? `attaches ${String(wide)}` : undefined;
      })(graph),
    ],
  },
  {
    id: 'iam-roles-have-the-boundary',
    title: 'No role can do more than the stack’s boundary allows',
    why: 'Whoever writes the policies of a role could give it anything, and so take anything through it.',
    like: 'Checkov CKV_AWS_286 (privilege escalation), AWS: permissions boundaries for delegated administration',
    check: (graph) => {
      const boundaries = graph.resources.filter(
        ({ type, inputs }) =>
          type === 'aws:iam/policy:Policy' && inputs.name === `sessions-${graph.stack}-boundary`,
      );
      return each(ROLE, (role) =>
        boundaries.some((boundary) => refersTo(at(role, 'permissionsBoundary'), boundary))
          ? undefined
          : 'has no boundary',
      )(graph);
    },
  },
  {
    id: 'iam-no-users',
    title: 'There are no users, access keys or passwords',
    why: 'Keys that live long are found in old laptops; roles give keys for an hour.',
    like: 'CIS 1.15, FSBP IAM.3, Prowler iam_user_*',
    check: none(
      [
        'aws:iam/user:User',
        'aws:iam/accessKey:AccessKey',
        'aws:iam/userLoginProfile:UserLoginProfile',
        'aws:iam/userPolicy:UserPolicy',
        'aws:iam/serviceSpecificCredential:ServiceSpecificCredential',
      ],
      'is a long-lived identity',
    ),
  },
  {
    id: 'iam-trust-names-principals',
    title: 'No role trusts everybody',
    why: 'Any account of AWS could take it on.',
    like: 'Checkov CKV_AWS_60 and 61, Prowler iam_role_cross_service_confused_deputy_prevention',
    check: everyStatement(['trust'], ({ statement }) =>
      allows(statement) && isForAnyone(statement) ? 'trusts everybody' : undefined,
    ),
  },
  {
    id: 'iam-trust-has-source',
    title: 'A role for a service of AWS says for which account',
    why: 'The service acts for others too, and could be made to use this role for them: the confused deputy.',
    like: 'Prowler iam_role_cross_service_confused_deputy_prevention',
    check: everyStatement(['trust'], ({ statement }) => {
      const open = servicesOf(statement).filter((service) => !TRUSTED_PLAINLY.includes(service));
      return allows(statement) && open.length > 0 && !isFromSource(statement)
        ? `trusts ${open.join(', ')} for any account`
        : undefined;
    }),
  },
  {
    id: 'iam-oidc-limited',
    title: 'CI’s roles are limited to one audience and one repository',
    why: 'Every repository on GitHub speaks to the same provider.',
    like: 'Checkov CKV_AWS_358, Prowler iam_role_oidc_*',
    check: everyStatement(['trust'], ({ statement }) => {
      const principal = statement.Principal;
      if (!allows(statement) || typeof principal !== 'object' || !principal.Federated) return undefined;
      if (audienceOf(statement, ':aud').length === 0) return 'takes tokens for any audience';
      if (!list(principal.Federated).some((one) => String(one).includes('oidc-provider/'))) return undefined;
      const subjects = audienceOf(statement, ':sub').flatMap(([, values]) => values);
      if (subjects.length === 0) return 'takes tokens of any repository';
      const open = subjects.find((subject) => !/^repo:[^*/:]+\/[^*:]+:[^*].*$/.test(subject));
      return open === undefined ? undefined : `takes tokens of ${open}`;
    }),
  },
  {
    id: 'iam-pass-role-limited',
    title: 'A role may be handed over only by name and to one service',
    why: 'Handing a stronger role to a machine is the usual way up.',
    like: 'Checkov CKV_AWS_286, Prowler iam_policy_allows_privilege_escalation',
    check: everyStatement(['identity'], ({ statement }) => {
      if (!allows(statement) || !actionsOf(statement).includes('iam:PassRole')) return undefined;
      if (!conditionKeys(statement).includes('iam:passedtoservice')) return 'hands roles to any service';
      return resourcesOf(statement).some((arn) => /role\/\*?$/.test(arn) || arn === '*')
        ? 'hands over any role'
        : undefined;
    }),
  },
  {
    id: 'policy-no-anonymous',
    title: 'No policy of a resource lets everybody in',
    why: 'Public means everybody who finds the name.',
    like: 'Checkov CKV_AWS_70, 168 and 169, FSBP S3.2',
    check: everyStatement(['resource'], ({ statement }) =>
      allows(statement) && isForAnyone(statement) && conditionKeys(statement).length === 0
        ? 'lets everybody in'
        : undefined,
    ),
  },
  {
    id: 'policy-service-has-source',
    title: 'A service of AWS may act on a resource only for what is named',
    why: 'S3 or SNS of another account could be made to write here: the confused deputy.',
    like: 'FSBP S3, SNS and SQS cross-service checks',
    check: everyStatement(['resource'], ({ statement }) =>
      allows(statement) && servicesOf(statement).length > 0 && !isFromSource(statement)
        ? `lets ${servicesOf(statement).join(', ')} act for any account`
        : undefined,
    ),
  },
];
