import { readFile } from 'node:fs/promises';
import { openApi } from '../../../services/api-client.ts';
import { pushSession } from '../../../services/uploader/push.ts';
import { systemClock } from '../../../shared/clients/clock.ts';
import { layout } from '../layout.ts';
import { exampleSessions } from './index.ts';

/** The example sessions come from this source. */
const SOURCE = 'examples';

/** Pushes the example sessions as anybody would push them: over HTTP, with the local key. Resolves with their number. */
export async function pushExamples(options: {
  url: string;
  home: string;
  signal: AbortSignal;
  onProgress: (message: string, progress: { done: number; total: number }) => void;
}): Promise<number> {
  const { url, home, signal, onProgress } = options;
  const apiKey = (await readFile(layout(home).localKey, 'utf8')).trim();
  const api = openApi({ url, apiKey, clock: systemClock });
  try {
    const sessions = await exampleSessions();
    for (const [done, { folder, id }] of sessions.entries()) {
      onProgress(`Pushing ${id}`, { done, total: sessions.length });
      await pushSession({ folder, source: SOURCE, api, clock: systemClock, signal });
    }
    return sessions.length;
  } finally {
    api.disconnect();
  }
}
