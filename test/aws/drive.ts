import { randomUUID } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import {
  GetFunctionConfigurationCommand,
  InvokeCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { GetQueueAttributesCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import type { Api } from '../../services/api-client.ts';
import type { PushOptions } from '../../services/uploader/push.ts';
import { pushSession } from '../../services/uploader/push.ts';
import { systemClock } from '../../shared/clients/clock.ts';
import type { EventType } from '../../shared/events/catalog.ts';
import { event } from '../make.ts';
import type { Lane } from './lane.ts';

export type Files = Readonly<Record<string, string | Uint8Array>>;

/** Pushes a session with these files from a folder of its own. */
export async function push(
  lane: Lane,
  api: Api,
  id: string,
  files: Files,
  options: Pick<PushOptions, 'onProgress' | 'signal'> = {},
): Promise<void> {
  const folder = join(lane.scratch, id);
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
  await pushSession({ folder, id, source: 'rig-1', api, clock: systemClock, ...options });
}

/** Calls a function as its schedule does. Throws what it ended with. */
export async function runSchedule({ clients, names }: Lane, service: string): Promise<void> {
  const { FunctionError, Payload } = await clients.lambda.send(
    new InvokeCommand({ FunctionName: names.function(service), Payload: Buffer.from('{}') }),
  );
  if (FunctionError) throw new Error(Buffer.from(Payload ?? []).toString());
}

/** Puts a message into the queue of a service. */
export async function send(lane: Lane, service: string, body: string): Promise<void> {
  const QueueUrl = lane.deployed.real.apply(lane.names.queueUrl(service));
  await lane.clients.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: body }));
}

/** The same with an event. */
export const sendEvent = (lane: Lane, service: string, type: EventType, data: object): Promise<void> =>
  send(lane, service, JSON.stringify(event({ id: randomUUID(), type, data: { ...data } })));

/** The notice that S3 sends of an object of the ledger. */
export const s3Notice = ({ names }: Lane, key: string): string =>
  JSON.stringify({
    Records: [
      {
        eventSource: 'aws:s3',
        eventName: 'ObjectCreated:Put',
        s3: {
          bucket: { name: names.bucket('ledger') },
          object: { key: encodeURIComponent(key).replaceAll('%2F', '/') },
        },
      },
    ],
  });

/** Messages in a queue, those in somebody's hands included. */
export async function depth({ clients, deployed }: Lane, queueUrl: string): Promise<number> {
  const { Attributes } = await clients.sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: deployed.real.apply(queueUrl), AttributeNames: ['All'] }),
  );
  return (
    Number(Attributes?.ApproximateNumberOfMessages) +
    Number(Attributes?.ApproximateNumberOfMessagesNotVisible)
  );
}

/** Moves the time of the queues. */
export async function moveClock({ emulator }: Lane, ms: number): Promise<void> {
  await fetch(`${emulator.url}/_test/clock?ms=${ms}`, { method: 'POST' });
}

/** What the archive's lifecycle does to a file after a year. */
export async function toDeepArchive({ emulator, names }: Lane, key: string): Promise<void> {
  const query = new URLSearchParams({ bucket: names.bucket('archive'), key, class: 'DEEP_ARCHIVE' });
  const answer = await fetch(`${emulator.url}/_test/transition?${query}`, { method: 'POST' });
  if (!answer.ok) throw new Error(`${key} was not moved: ${await answer.text()}`);
}

/** The next call begins with a new process, which knows no secret and no connection. */
export async function startAnew({ clients, names }: Lane, service: string): Promise<void> {
  const FunctionName = names.function(service);
  const { Timeout } = await clients.lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
  await clients.lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, Timeout }));
}
