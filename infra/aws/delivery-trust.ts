import type { Place } from './names.ts';

/** GitHub's issuer of tokens for workflow runs. */
export const ISSUER = 'token.actions.githubusercontent.com';

export const providerArn = ({ account }: Place): string => `arn:aws:iam::${account}:oidc-provider/${ISSUER}`;

/** What a run has to be for a role to be taken on: one environment's deployment, or a pull request. */
export type Run = { readonly environment: string } | 'pull_request';

/** Who may take on a role: runs of that kind in that repository, with a token made for AWS. */
export function trustOf(provider: string, repository: string, run: Run): object {
  const what = run === 'pull_request' ? run : `environment:${run.environment}`;
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Action: 'sts:AssumeRoleWithWebIdentity',
        Principal: { Federated: provider },
        Condition: {
          StringEquals: {
            [`${ISSUER}:aud`]: 'sts.amazonaws.com',
            [`${ISSUER}:sub`]: `repo:${repository}:${what}`,
          },
        },
      },
    ],
  };
}
