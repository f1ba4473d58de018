import { ListSubscriptionsByTopicCommand, type SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';

/** One end of the topic of people. */
export interface Address {
  readonly protocol: 'email' | 'sms';
  readonly endpoint: string;
}

/** `pending`: the owner of the address was asked, and has not confirmed. */
export type SubscriptionState = 'confirmed' | 'pending' | 'none';

/** What an attribute named `to` says decides who gets a message: each address gets its own only. */
export const filterOf = ({ endpoint }: Address): string => JSON.stringify({ to: [endpoint] });

/** Looks through all pages: the topic has one subscription for each address that was ever written to. */
export async function findSubscription(
  client: SNSClient,
  topic: string,
  { protocol, endpoint }: Address,
): Promise<SubscriptionState> {
  let next: string | undefined;
  do {
    const page = await client.send(new ListSubscriptionsByTopicCommand({ TopicArn: topic, NextToken: next }));
    for (const { Protocol, Endpoint, SubscriptionArn } of page.Subscriptions ?? []) {
      if (Protocol !== protocol || Endpoint !== endpoint) continue;
      if (isArn(SubscriptionArn)) return 'confirmed';
      if (SubscriptionArn === 'PendingConfirmation') return 'pending';
    }
    next = page.NextToken;
  } while (next);
  return 'none';
}

/**
 * Subscribes an address to what is sent to it. SNS then asks an e-mail address for its confirmation; who subscribes
 * an address twice finds the first subscription. A telephone is confirmed at once.
 */
export async function subscribe(
  client: SNSClient,
  topic: string,
  address: Address,
): Promise<'confirmed' | 'pending'> {
  const { SubscriptionArn } = await client.send(
    new SubscribeCommand({
      TopicArn: topic,
      Protocol: address.protocol,
      Endpoint: address.endpoint,
      Attributes: { FilterPolicy: filterOf(address), FilterPolicyScope: 'MessageAttributes' },
    }),
  );
  return isArn(SubscriptionArn) ? 'confirmed' : 'pending';
}

/** Until an address has confirmed, and after it has left, words stand where the ARN would. */
const isArn = (text: string | undefined): boolean => text?.startsWith('arn:') === true;
