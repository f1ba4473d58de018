/**
 * `npm run crash -- [--kills 50] [--seed N] [--embedded]`: pushes sessions while the platform is killed (SIGKILL) at
 * random moments, also while it starts, and then compares every acknowledged session byte for byte and looks for it
 * in the index. With --embedded its OpenSearch dies with it each time; else one OpenSearch serves all.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startOpenSearch } from '../../infra/local/opensearch/index.ts';
import { openKiller } from './killer.ts';
import { openPushers } from './pushers.ts';
import { seededRandom } from './random.ts';
import { verifyAll } from './verify.ts';

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '50' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    embedded: { type: 'boolean', default: false },
  },
});
const kills = Number(values.kills);
const seed = Number(values.seed);
const scratch = await mkdtemp(join(tmpdir(), 'sessions-crash-'));
console.log(`${kills} kills, seed ${seed}${values.embedded ? ', OpenSearch dies too' : ''}`);

const search = values.embedded
  ? undefined
  : await startOpenSearch({ home: join(scratch, 'search'), env: process.env });
const random = seededRandom(seed);
const killer = openKiller({
  home: join(scratch, 'home'),
  env: search ? { OPENSEARCH_URL: search.url } : {},
  random,
});
const pushers = openPushers({ scratch, home: killer.home, seed });
let problems: readonly string[] = [];
try {
  for (let kill = 1; kill <= kills; kill += 1) {
    const { moment, after } = await killer.runAndKill();
    console.log(
      `kill ${String(kill).padStart(3)}  ${moment.padEnd(14)} ${String(Math.round(after)).padStart(5)} ms  acknowledged so far: ${pushers.acknowledged.length}`,
    );
  }
  const platform = await killer.runOn();
  await pushers.finish();
  problems = await verifyAll(pushers.acknowledged, { home: killer.home, url: platform.url });
  await platform.stop();
} finally {
  await pushers.finish();
  await search?.stop();
  await rm(scratch, { recursive: true, force: true });
}

const files = pushers.acknowledged.flatMap((session) => [...session.files.values()]);
console.log(`
sessions acknowledged  ${pushers.acknowledged.length}
files                  ${files.length}
megabytes              ${Math.round(files.reduce((sum, { size }) => sum + size, 0) / 1e6)}
pushes interrupted     ${pushers.interrupted}
problems               ${problems.length}`);
for (const problem of problems) console.log(`  ${problem}`);
process.exitCode = problems.length > 0 || pushers.acknowledged.length === 0 ? 1 : 0;
