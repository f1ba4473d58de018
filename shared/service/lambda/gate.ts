import type { BoundService } from '../define.ts';
import { Refusal } from '../errors.ts';
import type { Log } from '../observe.ts';
import { encodeCaller } from './caller-context.ts';
import type { AuthorizerAnswer, AuthorizerEvent } from './events.ts';

type Gate = Extract<BoundService, { kind: 'gate' }>;

/** Lets a request through the gateway, with its caller and the key by which it is counted. */
export async function passGate(event: AuthorizerEvent, gate: Gate, log: Log): Promise<AuthorizerAnswer> {
  const caller = await gate.handle(headerOf(event, 'authorization')).catch((error: unknown) => {
    if (!(error instanceof Refusal)) throw error;
    log.warn('Refused at the gate.', { code: error.code });
    // The one message of which the gateway makes 401; any other becomes 500.
    throw new Error('Unauthorized', { cause: error });
  });
  return {
    principalId: caller.key,
    policyDocument: {
      Version: '2012-10-17',
      Statement: [
        {
          Sid: 'CallWhatWasAskedFor',
          Effect: 'Allow',
          Action: 'execute-api:Invoke',
          // Nothing is cached, so that this one call is all that needs to be allowed.
          Resource: event.methodArn,
        },
      ],
    },
    context: encodeCaller(caller),
    usageIdentifierKey: caller.key,
  };
}

function headerOf({ headers }: AuthorizerEvent, wanted: string): string | undefined {
  const name = Object.keys(headers ?? {}).find((name) => name.toLowerCase() === wanted);
  return name === undefined ? undefined : headers?.[name];
}
