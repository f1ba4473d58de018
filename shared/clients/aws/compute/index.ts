import { EC2Client, TerminateInstancesCommand } from '@aws-sdk/client-ec2';
import type { Clock } from '../../../ports/clock.ts';
import { type Compute, ComputeError, type Instance } from '../../../ports/compute.ts';
import type { Environment, LaunchSettings } from '../../../service/environment.ts';
import { TIMEOUTS } from '../timeouts.ts';
import { hasEndedBefore, isUsedBefore } from './errors.ts';
import { hasEnded, instanceOf, listInstances } from './instances.ts';
import { launchSomewhere } from './launch.ts';
import { offerOf, typesFor } from './types.ts';

/** Where nothing is found an end looks again, after so many milliseconds each: EC2 shows new instances late. */
const LOOK_AGAIN_MS: readonly number[] = [500, 1_500, 4_000];

/** Machines of EC2 as the environment says. Throws where it says nothing of launches. */
export function openEc2Compute({ platform, launch }: Environment, clock: Clock): Compute {
  if (!launch)
    throw new Error('The environment names no launch template: the manifest asks for no machines.');
  const client = new EC2Client({ requestHandler: TIMEOUTS });
  return ec2Compute({ client, platform, settings: launch, clock });
}

/**
 * Machines of EC2, from the platform's launch template. Everything about a launch is kept by EC2: its token in tags
 * and, hashed with zone and type, as the client token.
 *
 * - A launch whose answer was lost gives the same instance when it is repeated: at once by the client token, later by
 *   the tags. Launches of one token at the same moment can end in different zones where the first zone has room for
 *   only one of them: all find the oldest, and `end` ends them all.
 * - What has ended stays ended: EC2 shows it for about an hour, and for a day refuses its client token, which is that
 *   of one zone and type.
 * - An end that comes before any launch leaves nothing behind on EC2, so it does not forestall that launch. Whoever
 *   ends a token while its launch is under way has to end it again when the launch is answered, as sandboxes do. Where
 *   that answer is lost together with its function, the instance is left running, and only its tags tell of it.
 * - `find` may miss an instance in its first seconds; it is for those that have been silent for minutes.
 */
export function ec2Compute(options: {
  readonly client: EC2Client;
  /** Name of the platform, by which its instances are tagged. */
  readonly platform: string;
  readonly settings: LaunchSettings;
  readonly clock: Pick<Clock, 'wait'>;
}): Compute {
  const { client, platform, settings, clock } = options;
  const list = (token: string) => listInstances(client, platform, checkToken(token));
  const find = async (token: string): Promise<Instance | undefined> => {
    const [oldest] = await list(token);
    return oldest && instanceOf(oldest, settings.role);
  };

  return {
    offer: async (need) => offerOf(typesFor(need)[0]),
    launch: async ({ token, ...need }) => {
      const types = typesFor(need);
      const known = await find(token);
      if (known) return known;
      try {
        const launched = await launchSomewhere(client, { platform, settings, token, types });
        return instanceOf(launched, settings.role);
      } catch (error) {
        if (!isUsedBefore(error)) throw error;
        const before = await find(token);
        if (before) return before;
        if (!hasEndedBefore(error)) throw error;
        // It ended so long ago that EC2 has forgotten its id. Nobody reads the folder of what has ended.
        return { id: token, state: 'ended' };
      }
    },
    find,
    end: async (token) => {
      for (const pause of [...LOOK_AGAIN_MS, undefined]) {
        const found = await list(token);
        const alive = found
          .filter((instance) => !hasEnded(instance))
          .map(({ InstanceId = '' }) => InstanceId);
        if (alive.length > 0) await client.send(new TerminateInstancesCommand({ InstanceIds: alive }));
        if (found.length > 0 || pause === undefined) return;
        await clock.wait(pause);
      }
    },
  };
}

function checkToken(token: string): string {
  if (/^[A-Za-z0-9-]{1,64}$/.test(token)) return token;
  throw new ComputeError('InvalidToken', `"${token}" is no token: 1 to 64 letters, digits and hyphens.`);
}
