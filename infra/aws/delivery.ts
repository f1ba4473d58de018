import * as aws from '@pulumi/aws';
import {
  deployStatements,
  ISSUER,
  previewStatements,
  providerArn,
  type Run,
  trustOf,
} from './delivery-policy.ts';
import { type Context, Part } from './part.ts';
import { policyDocument, type Statement } from './rights/statement.ts';

/**
 * The roles that runs on GitHub take on for an hour, by a token that GitHub signs: there is no key to be kept there.
 * One deploys, from the environment of this stack only; one looks, from pull requests.
 */
export function makeDelivery({ config, place, names }: Context): void {
  const { delivery } = config;
  if (!delivery) return;
  const part = new Part('delivery');
  const opts = { parent: part };
  const provider =
    delivery.oidcProvider === 'make'
      ? new aws.iam.OpenIdConnectProvider(
          'github',
          { url: `https://${ISSUER}`, clientIdLists: ['sts.amazonaws.com'] },
          opts,
        )
      : undefined;

  const role = (purpose: string, run: Run, description: string, rights: readonly Statement[]): void => {
    const name = `${names.platform}-${purpose}`;
    const made = new aws.iam.Role(
      purpose,
      {
        name,
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
  };
  role(
    'deploy',
    { environment: delivery.environment },
    'Deploys this stack from its environment on GitHub.',
    deployStatements(names, place),
  );
  role('preview', 'pull_request', 'Says what a pull request would change.', previewStatements(place));
}
