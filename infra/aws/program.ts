import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import { explainProblems } from './check-config.ts';
import type { Config } from './config.ts';
import { namesOf } from './names.ts';
import { deployPlatform, type PlatformOutputs } from './platform.ts';
import { readConfig } from './read-config.ts';
import type { Code } from './shapes.ts';

/**
 * The whole program of one stack: reads and checks the configuration before anything else, so that a mistake in it
 * stops the preview and nothing is made; then makes every part.
 */
export async function deploy(options: { readonly code: () => Promise<Code> }): Promise<PlatformOutputs> {
  const { config, region } = readConfig();
  const { accountId } = await aws.getCallerIdentity();
  const place = { stack: pulumi.getStack(), account: accountId, region };
  const context = { config, place, names: namesOf(place) };
  return deployPlatform(context, { zones: await zonesFor(config), code: await options.code() });
}

/**
 * Names of the zones that the account is given, without local zones and those of mobile networks.
 * @throws RunError where there are fewer than are wanted: what the region has and what an account gets may differ.
 */
async function zonesFor({ zones }: Config): Promise<readonly string[]> {
  const { names } = await aws.getAvailabilityZones({
    state: 'available',
    filters: [{ name: 'zone-type', values: ['availability-zone'] }],
  });
  if (names.length < zones)
    throw new pulumi.RunError(
      explainProblems(pulumi.getStack(), [
        {
          key: 'sessions:zones',
          reason: `is ${zones}, and this account is given ${names.join(', ')}. Allowed: 1 to ${names.length}.`,
        },
      ]),
    );
  return names;
}
