import {
  APIGatewayClient,
  CreateUsagePlanCommand,
  GetApiKeysCommand,
  GetUsagePlanKeysCommand,
} from '@aws-sdk/client-api-gateway';
import { CreateBucketCommand, PutBucketVersioningCommand } from '@aws-sdk/client-s3';
import {
  CreateSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import type { BootstrapWorld } from '../../../../services/cli/deployment/bootstrap.ts';
import type { Deployment } from '../../../../services/cli/deployment/outputs.ts';
import { makeS3Client, openS3Stores } from '../../../../shared/clients/aws/objects/index.ts';
import type { SecretName } from '../../../../shared/ports/secrets.ts';
import { areaOf } from '../../../../shared/service/wire.ts';
import type { Emulator } from '../../../setup/emulator/start.ts';
import { manualClock } from '../../../setup/manual-clock.ts';

/** What Pulumi leaves behind, as far as the first key needs it, in an emulator. */
export interface Stack {
  readonly outputs: Deployment;
  readonly world: BootstrapWorld;
  /** Undefined where the secret has no value. */
  secret(name: SecretName): Promise<string | undefined>;
  giveSecret(name: SecretName, value: string): Promise<void>;
  /** Ids of the platform's keys in the ledger. */
  keyIds(): Promise<string[]>;
  /** What the gateway counts by: the values of its own keys, all of them and those in the usage plan. */
  gatewayKeys(): Promise<{ all: string[]; inPlan: string[] }>;
  close(): void;
}

let stacks = 0;

export async function makeStack({ root }: Pick<Emulator, 'root'>): Promise<Stack> {
  const number = ++stacks;
  const s3 = makeS3Client(root);
  const secrets = new SecretsManagerClient(root);
  const gateway = new APIGatewayClient(root);
  const ledger = `stack-${number}-ledger`;
  await s3.send(new CreateBucketCommand({ Bucket: ledger }));
  await s3.send(
    new PutBucketVersioningCommand({ Bucket: ledger, VersioningConfiguration: { Status: 'Enabled' } }),
  );
  const makeSecret = async (name: SecretName): Promise<string> => {
    const { ARN } = await secrets.send(new CreateSecretCommand({ Name: `stack-${number}/${name}` }));
    return ARN ?? '';
  };
  const plan = await gateway.send(new CreateUsagePlanCommand({ name: `stack-${number}` }));
  const outputs: Deployment = {
    region: root.region,
    ledger,
    tokenSigning: await makeSecret('token-signing'),
    receiptSigning: await makeSecret('receipt-signing'),
    usagePlan: plan.id ?? '',
    url: `https://stack-${number}.example/v1`,
  };
  const arnOf = (name: SecretName): string =>
    name === 'token-signing' ? outputs.tokenSigning : outputs.receiptSigning;
  const keys = areaOf({ stores: openS3Stores({ stores: { ledger } }, { client: s3 }) }, 'ledger/keys');
  return {
    outputs,
    world: { keys, secrets, gateway, clock: manualClock() },
    secret: async (name) => {
      const asked = secrets.send(new GetSecretValueCommand({ SecretId: arnOf(name) }));
      return await asked.then(
        ({ SecretString }) => SecretString,
        (error) => {
          if (error.name !== 'ResourceNotFoundException') throw error;
          return undefined;
        },
      );
    },
    giveSecret: async (name, value) => {
      await secrets.send(new PutSecretValueCommand({ SecretId: arnOf(name), SecretString: value }));
    },
    keyIds: async () => (await keys.list({ prefix: '' })).objects.map(({ key }) => key.replace('.json', '')),
    gatewayKeys: async () => {
      const [all, inPlan] = await Promise.all([
        gateway.send(new GetApiKeysCommand({ includeValues: true, nameQuery: 'key-' })),
        gateway.send(new GetUsagePlanKeysCommand({ usagePlanId: outputs.usagePlan })),
      ]);
      const values = (items: readonly { value?: string | undefined }[] = []) =>
        items.map(({ value }) => value ?? '');
      return { all: values(all.items), inPlan: values(inPlan.items) };
    },
    close: () => {
      s3.destroy();
      secrets.destroy();
      gateway.destroy();
    },
  };
}
