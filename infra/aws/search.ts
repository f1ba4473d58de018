import * as pulumi from '@pulumi/pulumi';
import type { ServiceManifest } from '../../shared/service/define.ts';
import { type Context, Part } from './part.ts';
import { connectGroups, makeAccounts } from './search-cognito.ts';
import { makeDomain } from './search-domain.ts';
import { trustIdentityProvider } from './search-saml.ts';
import { makeSetUp, masterRole } from './search-set-up.ts';
import type { Code, Network, Search } from './shapes.ts';

/**
 * The search domain, how people sign in to its Dashboards, and who may see and do what in it. `code` is asked for
 * the archive of `search-access`.
 */
export function makeSearch(
  context: Context,
  network: Network,
  manifests: readonly ServiceManifest[],
  code: Code,
): Search {
  const parent = new Part('search');
  const master = masterRole(context, parent);
  const accounts = context.config.search.signIn === 'cognito' ? makeAccounts(context, parent) : undefined;
  const domain = makeDomain(context, network, { master, ...(accounts && { accounts }) }, parent);
  if (accounts) connectGroups(context, accounts, domain, parent);
  else trustIdentityProvider(context, domain, parent);
  makeSetUp(context, { network, manifests, code, master, domain }, parent);
  return {
    endpoint: pulumi.interpolate`https://${domain.endpoint}`,
    arn: domain.arn,
    dashboards: pulumi.interpolate`https://${domain.dashboardEndpoint}`,
  };
}
