import { access } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { recipes } from './recipes/index.ts';

export interface ExampleSession {
  /** Absolute path of the folder to push. */
  readonly folder: string;
  /** The folder's name. A bare timestamp gets its source put before it when it is pushed, as everywhere. */
  readonly id: string;
  /** One sentence: what a person finds in it, or what is wrong with it. */
  readonly about: string;
}

/** Where the example sessions are kept in the repository. */
export const sessionsFolder: string = fileURLToPath(new URL('sessions', import.meta.url));

/** The example sessions that ship with the platform; fails when one of their folders is not there. */
export async function exampleSessions(): Promise<ExampleSession[]> {
  const sessions = recipes.map(({ id, about }) => ({
    folder: fileURLToPath(new URL(`sessions/${id}`, import.meta.url)),
    id,
    about,
  }));
  await Promise.all(sessions.map(({ folder }) => access(folder)));
  return sessions;
}
