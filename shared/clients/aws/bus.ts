import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import type { Bus } from '../../ports/bus.ts';
import type { Environment } from '../../service/environment.ts';
import { eventBody } from '../event-body.ts';
import { TIMEOUTS } from './timeouts.ts';

/** The topic of events. Throws where the environment names none. */
export function openSnsBus({ topic }: Pick<Environment, 'topic'>): Bus {
  if (topic === undefined) throw new Error('The environment names no topic: the manifest asks for no bus.');
  return snsBus({ client: new SNSClient({ requestHandler: TIMEOUTS }), topic });
}

/** `topic`: its ARN. Queues get the envelope as it is, by raw delivery, and are chosen by it: see `snsFilterPolicy`. */
export function snsBus({ client, topic }: { client: SNSClient; topic: string }): Bus {
  return {
    async publish(event) {
      await client.send(new PublishCommand({ TopicArn: topic, Message: eventBody(event) }));
    },
  };
}
