import { afterAll } from '@jest/globals';
import { type Emulator, startEmulator } from '../../../setup/emulator/start.ts';

/** One emulator for all tests of a file, started by the first that needs it and stopped after the last. */
export function emulatorOfFile(env: Readonly<Record<string, string>> = {}): () => Promise<Emulator> {
  let started: Promise<Emulator> | undefined;
  afterAll(async () => {
    await (await started)?.stop();
  });
  return () => {
    started ??= startEmulator({ env });
    return started;
  };
}

/** A name that no other world of the file has. */
export function uniqueNames(): (name: string) => string {
  let count = 0;
  return (name) => `${name}-${++count}`;
}
