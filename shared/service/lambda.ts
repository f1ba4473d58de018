import { systemClock } from '../clients/clock.ts';
import type { Clock } from '../ports/clock.ts';
import type { DefinedService } from './define.ts';
import { readEnvironment } from './environment.ts';
import { callFields, type LambdaContext } from './lambda/events.ts';
import { handleTrigger } from './lambda/trigger.ts';
import { type Openers, openPorts } from './lambda/world.ts';
import { structuredLog } from './observe.ts';
import { wireDeps } from './wire.ts';

export type { Openers } from './lambda/world.ts';

export type LambdaHandler = (event: unknown, context: LambdaContext) => Promise<unknown>;

/** What a function runs on. */
interface Host {
  readonly clock: Clock;
  write(line: string): void;
}

// Not by the console: Lambda's own would put a prefix before each line, and the line would be JSON no more.
const LAMBDA: Host = { clock: systemClock, write: (line) => process.stdout.write(line) };

/**
 * A service as a Lambda function: one place for all of them, and the one that reads the environment. Environment and
 * ports are read and opened when the function starts; deps are wired for each call, with a log that names the call.
 *
 * @throws where variables or openers are missing, so that a function that cannot work does not start.
 */
export function lambdaHandler(
  service: DefinedService,
  openers: Openers,
  variables: Readonly<Record<string, string | undefined>> = process.env,
  { clock, write }: Host = LAMBDA,
): LambdaHandler {
  const { manifest } = service;
  const ports = openPorts(manifest, openers, readEnvironment(variables), clock);
  const log = structuredLog(write, () => clock.now());
  return async (event, context) => {
    const world = { ...ports, log: log.with(callFields(context)) };
    const bound = service.bind(wireDeps(manifest, world));
    return await handleTrigger(bound, event, { manifest, world, context });
  };
}
