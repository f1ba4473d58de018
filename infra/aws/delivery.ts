import * as aws from '@pulumi/aws';
import type { DELIVERY_ROLES } from './delivery-denials.ts';
import { deployCore, deployPolicies } from './delivery-policy.ts';
import { previewStatements } from './delivery-state.ts';
import { ISSUER, providerArn, type Run, trustOf } from './delivery-trust.ts';
import { type Context, Part } from './part.ts';
import { policyDocument, type Statement } from './rights/statement.ts';

/**
 * The roles that runs on GitHub take on for an hour, by a token that GitHub signs: there is no key to be kept there.
 * One deploys, from the environment of this stack only; one looks, from pull requests.
 */
export function makeDelivery(context: Context): void {
  const { config, place, names } = context;
  const { delivery } = config;
  if (!delivery) return;
  const opts = { parent: new Part('delivery') };
  const provider =
    delivery.oidcProvider === 'make'
      ? new aws.iam.OpenIdConnectProvider(
          'github',
          { url: `https://${ISSUER}`, clientIdLists: ['sts.amazonaws.com'] },
          opts,
        )
      : undefined;

  const role = (
    purpose: (typeof DELIVERY_ROLES)[number],
    run: Run,
    description: string,
    rights: readonly Statement[],
  ): aws.iam.Role => {
    const made = new aws.iam.Role(
      purpose,
      {
        name: names.function(purpose),
        description,
        maxSessionDuration: 3600,
        assumeRolePolicy: JSON.stringify(trustOf(providerArn(place), delivery.repository, run)),
      },
      { ...opts, ...(provider && { dependsOn: [provider] }) },
    );
    new aws.iam.RolePolicy(
      purpose,
      { role: made.name, name: 'rights', policy: policyDocument(rights) },
      opts,
    );
    return made;
  };
  const deployer = role(
    'deploy',
    { environment: delivery.environment },
    'Deploys this stack from its environment on GitHub.',
    deployCore(context),
  );
  for (const [theme, rights] of Object.entries(deployPolicies(context))) {
    const name = `deploy-${theme}`;
    const policy = new aws.iam.Policy(
      name,
      {
        name: names.function(name),
        description: `What deploying takes: ${theme}.`,
        policy: policyDocument(rights),
      },
      opts,
    );
    new aws.iam.RolePolicyAttachment(name, { role: deployer.name, policyArn: policy.arn }, opts);
  }
  role('preview', 'pull_request', 'Says what a pull request would change.', previewStatements(names, place));
}
