import { APIGatewayClient } from '@aws-sdk/client-api-gateway';
import { EC2Client } from '@aws-sdk/client-ec2';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { IAMClient } from '@aws-sdk/client-iam';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { Emulator } from '../../setup/emulator/start.ts';

export interface Clients {
  readonly s3: S3Client;
  readonly sns: SNSClient;
  readonly sqs: SQSClient;
  readonly iam: IAMClient;
  readonly lambda: LambdaClient;
  readonly gateway: APIGatewayClient;
  readonly ec2: EC2Client;
  readonly secrets: SecretsManagerClient;
  readonly scheduler: SchedulerClient;
  readonly rules: EventBridgeClient;
}

/** Clients that act as the root of the emulator's account. */
export function rootClients({ root }: Pick<Emulator, 'root'>): Clients {
  return {
    s3: new S3Client({ ...root, forcePathStyle: true }),
    sns: new SNSClient(root),
    sqs: new SQSClient(root),
    iam: new IAMClient(root),
    lambda: new LambdaClient(root),
    gateway: new APIGatewayClient(root),
    ec2: new EC2Client(root),
    secrets: new SecretsManagerClient(root),
    scheduler: new SchedulerClient(root),
    rules: new EventBridgeClient(root),
  };
}
