import { createHash } from 'node:crypto';
import {
  type EC2Client,
  type Instance as Ec2Instance,
  RunInstancesCommand,
  type TagSpecification,
} from '@aws-sdk/client-ec2';
import { ComputeError } from '../../../ports/compute.ts';
import type { LaunchSettings } from '../../../service/environment.ts';
import { isNotForUs, isNotHere } from './errors.ts';
import { PLATFORM_TAG, ROLE_TAG, TOKEN_TAG } from './instances.ts';
import type { InstanceType } from './types.ts';

export interface LaunchRequest {
  readonly platform: string;
  readonly settings: LaunchSettings;
  readonly token: string;
  /** To be tried one after the other, each in every zone. */
  readonly types: readonly InstanceType[];
}

/**
 * Launches one instance where there is one. Only a certain "none here" leads on to the next zone, then to the next
 * type: after a lost answer the same request is repeated, which gives the instance that it may have launched.
 * Throws ComputeError NoCapacity, and whatever else EC2 answers.
 */
export async function launchSomewhere(client: EC2Client, request: LaunchRequest): Promise<Ec2Instance> {
  const { types, settings, token } = request;
  let last: unknown;
  for (const type of types) {
    for (const subnet of settings.subnets) {
      try {
        return await run(client, request, type.name, subnet);
      } catch (error) {
        if (isNotForUs(error)) throw noCapacity('The account may have no more machines', error);
        if (!isNotHere(error)) throw error;
        last = error;
      }
    }
  }
  const tried = types.map(({ name }) => name).join(', ');
  throw noCapacity(`${token}: no zone has ${tried} now`, last);
}

async function run(
  client: EC2Client,
  request: LaunchRequest,
  type: string,
  subnet: string,
): Promise<Ec2Instance> {
  const { platform, settings, token } = request;
  const { Instances: [instance] = [] } = await client.send(
    new RunInstancesCommand({
      // Image, storage, network rules, role and what a shutdown means are the template's to say.
      LaunchTemplate: { LaunchTemplateId: settings.template, Version: '$Default' },
      InstanceType: type as NonNullable<Ec2Instance['InstanceType']>,
      SubnetId: subnet,
      MinCount: 1,
      MaxCount: 1,
      ClientToken: clientToken(platform, token, subnet, type),
      TagSpecifications: tagsFor(request),
    }),
  );
  if (!instance?.InstanceId) throw new Error(`EC2 launched something for ${token} and did not say what.`);
  return instance;
}

/**
 * EC2 takes 64 characters at most, and refuses a token that comes back with another zone or type: each attempt has
 * its own, which is the same whenever it is repeated.
 */
export const clientToken = (...parts: readonly string[]): string =>
  createHash('sha256').update(parts.join('\n')).digest('hex');

function tagsFor({ platform, settings, token }: LaunchRequest): TagSpecification[] {
  const Tags = [
    { Key: PLATFORM_TAG, Value: platform },
    { Key: 'Name', Value: `${platform}-sandbox-${token}` },
    { Key: TOKEN_TAG, Value: token },
    { Key: ROLE_TAG, Value: settings.role },
  ];
  return [
    { ResourceType: 'instance', Tags },
    { ResourceType: 'volume', Tags },
  ];
}

function noCapacity(what: string, cause: unknown): ComputeError {
  const why = Error.isError(cause) ? ` (${cause.name}: ${cause.message})` : '';
  return new ComputeError('NoCapacity', `${what}${why}.`, { cause });
}
