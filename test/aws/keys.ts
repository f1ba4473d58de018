import {
  CreateApiKeyCommand,
  CreateUsagePlanKeyCommand,
  GetUsagePlanCommand,
  UpdateUsagePlanCommand,
} from '@aws-sdk/client-api-gateway';
import { bootstrap } from '../../services/cli/deployment/bootstrap.ts';
import { openS3Objects } from '../../shared/clients/aws/objects/index.ts';
import { systemClock } from '../../shared/clients/clock.ts';
import { openArea } from '../../shared/ports/area.ts';
import type { Objects } from '../../shared/ports/objects.ts';
import { SCOPES } from '../../shared/service/auth.ts';
import { makeKey } from '../../shared/service/keys.ts';
import type { Lane } from './lane.ts';

/** The first key of the lane's stack, as an operator makes it: from the stack's outputs. */
export async function bootstrapKey(lane: Lane): Promise<string> {
  const { gateway, secrets } = lane.clients;
  const world = { keys: keysOf(lane), secrets, gateway, clock: systemClock };
  const { text, made } = await bootstrap(deploymentOf(lane), world, { label: 'lane', again: false });
  if (made.length !== 2) throw new Error('A new stack has no secrets yet.');
  return text;
}

/** A further key, for one source. */
export async function keyForSource(lane: Lane, source: string): Promise<string> {
  const { gateway } = lane.clients;
  const { id, text } = await makeKey(keysOf(lane), systemClock, {
    label: source,
    scopes: SCOPES,
    sources: [source],
  });
  const { id: keyId } = await gateway.send(new CreateApiKeyCommand({ name: id, value: id, enabled: true }));
  const { usagePlan: usagePlanId } = deploymentOf(lane);
  await gateway.send(new CreateUsagePlanKeyCommand({ usagePlanId, keyId, keyType: 'API_KEY' }));
  return text;
}

/** Does something while the usage plan lets only so many requests through. */
export async function limitedTo<T>(
  lane: Lane,
  limits: { readonly rate: number; readonly burst: number },
  work: () => Promise<T>,
): Promise<T> {
  const { gateway } = lane.clients;
  const { usagePlan: usagePlanId } = deploymentOf(lane);
  const { throttle } = await gateway.send(new GetUsagePlanCommand({ usagePlanId }));
  const set = (rate: number | undefined, burst: number | undefined) =>
    gateway.send(
      new UpdateUsagePlanCommand({
        usagePlanId,
        patchOperations: [
          { op: 'replace', path: '/throttle/rateLimit', value: String(rate) },
          { op: 'replace', path: '/throttle/burstLimit', value: String(burst) },
        ],
      }),
    );
  await set(limits.rate, limits.burst);
  try {
    return await work();
  } finally {
    await set(throttle?.rateLimit, throttle?.burstLimit);
  }
}

function keysOf({ clients, names }: Lane): Objects {
  return openArea(openS3Objects({ client: clients.s3, bucket: names.bucket('ledger') }), 'keys/');
}

function deploymentOf({ deployed, graph, url }: Lane) {
  const outputs = deployed.real.apply(graph.stackOutputs) as Record<string, string>;
  const { region = '', ledger = '', tokenSigning = '', receiptSigning = '', usagePlan = '' } = outputs;
  return { region, ledger, tokenSigning, receiptSigning, usagePlan, url };
}
