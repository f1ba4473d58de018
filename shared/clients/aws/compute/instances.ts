import { DescribeInstancesCommand, type EC2Client, type Instance as Ec2Instance } from '@aws-sdk/client-ec2';
import type { Instance } from '../../../ports/compute.ts';

/** Tag of instances: the token of their launch. */
export const TOKEN_TAG = 'sessions:token';
/** Tag of instances: unique id of their role. With it and its own id an instance knows the name of its folder. */
export const ROLE_TAG = 'sessions:role';
/** Tag of everything that belongs to the platform; rights to end instances hang on it. */
export const PLATFORM_TAG = 'platform';

const ENDED: ReadonlySet<string> = new Set(['shutting-down', 'terminated']);

/** An end cannot be taken back from the moment that it begins, and is not paid for. */
export const hasEnded = ({ State }: Ec2Instance): boolean => ENDED.has(State?.Name ?? '');

/**
 * The instance as services know it. Its id names its folder in the ledger, which is what `${aws:userid}` gives in the
 * policy of its role: the role's unique id, a colon, the instance's id.
 */
export const instanceOf = (found: Ec2Instance, role: string): Instance => ({
  id: `${role}:${found.InstanceId}`,
  state: hasEnded(found) ? 'ended' : 'running',
});

/**
 * All instances of a token, the oldest first: whoever looks takes the same one for the first. EC2 shows those that
 * have ended for about an hour, and new ones after a moment.
 */
export async function listInstances(
  client: EC2Client,
  platform: string,
  token: string,
): Promise<readonly Ec2Instance[]> {
  const { Reservations = [] } = await client.send(
    new DescribeInstancesCommand({
      Filters: [
        { Name: `tag:${TOKEN_TAG}`, Values: [token] },
        { Name: `tag:${PLATFORM_TAG}`, Values: [platform] },
      ],
    }),
  );
  return Reservations.flatMap(({ Instances = [] }) => Instances).toSorted(byAge);
}

const byAge = (a: Ec2Instance, b: Ec2Instance): number =>
  (a.LaunchTime?.getTime() ?? 0) - (b.LaunchTime?.getTime() ?? 0) ||
  String(a.InstanceId).localeCompare(String(b.InstanceId));
