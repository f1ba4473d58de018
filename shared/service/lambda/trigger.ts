import type { Message } from '../../ports/queue.ts';
import { type Consumer, consume, consumeWritten, type Outcome, writtenNotice } from '../consume.ts';
import type { BoundService, ServiceManifest, WrittenObjects } from '../define.ts';
import { dispatcher } from '../dispatch.ts';
import { Refusal } from '../errors.ts';
import { areaOf, type World } from '../wire.ts';
import { answerOf } from './answer.ts';
import { takeBatch } from './batch.ts';
import type { AuthorizerEvent, GatewayEvent, LambdaContext, QueueEvent } from './events.ts';
import { passGate } from './gate.ts';
import { requestOf } from './request.ts';
import { tryAgain } from './try-again.ts';
import { writtenKeys } from './written-keys.ts';

interface Call {
  readonly manifest: ServiceManifest;
  readonly world: World;
  readonly context: LambdaContext;
}

/** Hands one event of Lambda to the service, as its trigger wants it, and gives what Lambda takes for an answer. */
export async function handleTrigger(bound: BoundService, event: unknown, call: Call): Promise<unknown> {
  const { log } = call.world;
  switch (bound.kind) {
    case 'http':
      return await serve(bound, event as GatewayEvent, call);
    case 'gate':
      return await passGate(event as AuthorizerEvent, bound, log);
    case 'events': {
      const consumer = consumerOf(bound.handle, call);
      return await takeBatch(event as QueueEvent, (message) => consume(message, consumer));
    }
    case 'written': {
      const consumer = consumerOf(bound.handle, call);
      const { written } = call.manifest.on as { written: WrittenObjects };
      return await takeBatch(event as QueueEvent, (message) => takeWritten(message, written, consumer));
    }
    case 'schedule':
      // What it throws is counted by the metric Errors, on which its alarm stands; the next call comes by itself.
      return await bound.handle();
  }
}

type Http = Extract<BoundService, { kind: 'http' }>;

async function serve({ routes }: Http, event: GatewayEvent, { world: { log } }: Call): Promise<unknown> {
  const api = dispatcher({ routes, authenticate: byGateway, log });
  return answerOf(await api(requestOf(event)), event.requestContext.requestId, log);
}

/** The gate has read the token; a request that it did not see has no caller. */
const byGateway = async ({ caller }: ReturnType<typeof requestOf>) => {
  if (!caller) throw new Refusal('token-missing');
  return caller;
};

function consumerOf<T>(handle: (input: T) => Promise<void>, { manifest, world, context }: Call): Consumer<T> {
  const { clock, log } = world;
  const timeLeft = (): number => context.getRemainingTimeInMillis();
  const whole = timeLeft();
  return {
    service: manifest.name,
    handle: (input) => tryAgain(() => handle(input), { clock, log, timeLeft, whole }),
    inbox: areaOf(world, 'ledger/failures'),
    clock,
    log,
  };
}

/** One notification may tell of several objects; it is done when all of them are. */
async function takeWritten(
  message: Message,
  written: WrittenObjects,
  consumer: Consumer<string>,
): Promise<Outcome> {
  const keys = writtenKeys(message.body, written);
  if (!keys) return await consumeWritten(message, consumer);
  const outcomes = await Promise.all(
    keys.map((key, index) =>
      // An id of its own for each, since failures in the inbox are told apart by it.
      consumeWritten({ ...message, id: `${message.id}.${index}`, body: writtenNotice(key) }, consumer),
    ),
  );
  return outcomes.includes('again') ? 'again' : 'done';
}
