import { join } from 'node:path';

/** What is where in the home of a local platform. A backup of the home is a backup of everything. */
export const layout = (home: string) => ({
  /** `{url, pid, startedAt}` of the running platform: how the command line finds it. */
  platform: join(home, 'platform.json'),
  /** The API key of the person at this workstation. */
  localKey: join(home, 'local-key'),
  secrets: join(home, 'secrets'),
  bus: join(home, 'bus.sqlite'),
  /** Instance storage of sandboxes, a folder each. */
  instances: join(home, 'instances'),
  /** Messages to people, one file each. */
  outbox: join(home, 'outbox'),
  log: join(home, 'logs', 'platform.ndjson'),
});
