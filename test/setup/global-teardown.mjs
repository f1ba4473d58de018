import { rm } from 'node:fs/promises';

export default async function teardown() {
  const started = globalThis.sessionsTestSearch;
  if (!started) return;
  await started.search.stop();
  await rm(started.home, { recursive: true, force: true, maxRetries: 5 });
}
