import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { ObjectAttributes, Objects } from '../../../../../shared/ports/objects.ts';
import { checksum, noise, read } from '../../../../contracts/objects/make.ts';
import { type Acknowledged, COUNTER } from './crash-acknowledged.ts';
import { type LocalWorld, openLocalWorld } from './local-world.ts';

const WRITER = fileURLToPath(new URL('crash-writer.ts', import.meta.url));
/** After how many of its lines each process is killed. */
const MOMENTS = fc.sample(fc.integer({ min: 1, max: 150 }), { seed: 20260103, numRuns: 10 });

let home: string;
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'objects-crash-'));
});
afterAll(() => rmSync(home, { recursive: true }));

/** Runs the writer until it has told so many lines, kills it, and gives all that it told. */
async function runAndKill(round: number, lines: number): Promise<Acknowledged[]> {
  const child = spawn(process.execPath, ['--no-warnings', WRITER, home, String(round)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const told: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    told.push(line);
    if (told.length === lines) child.kill('SIGKILL');
  }
  // Less than a whole line may have come last.
  return told.filter((line) => line.endsWith('}')).map((line) => JSON.parse(line) as Acknowledged);
}

async function everyObject(objects: Objects): Promise<ObjectAttributes[]> {
  const found: ObjectAttributes[] = [];
  for (let after: string | undefined; ; ) {
    const page = await objects.list({ prefix: '', ...(after !== undefined && { after }) });
    for (const { key } of page.objects) {
      const attributes = await objects.head(key);
      if (attributes) found.push(attributes);
    }
    if (page.next === undefined) return found;
    after = page.next;
  }
}

async function expectAcknowledged({ objects, stores }: LocalWorld, what: Acknowledged): Promise<void> {
  if ('counted' in what) {
    expect(Number(Buffer.from(await read(stores.ledger, COUNTER)))).toBeGreaterThanOrEqual(what.counted);
  } else if ('size' in what) {
    const { key, version, size, seed } = what;
    expect(Buffer.compare(await read(objects, key, version), noise(size, seed))).toBe(0);
  } else if (!(await objects.head(what.key))) {
    const { key, uploadId, part, crc32 } = what;
    expect(await objects.parts(key, uploadId)).toContainEqual(expect.objectContaining({ part, crc32 }));
  }
}

describe('local stores whose process is killed again and again', () => {
  test('have everything that they acknowledged, and nothing half', async () => {
    const acknowledged: Acknowledged[] = [];
    for (const [round, lines] of MOMENTS.entries()) {
      acknowledged.push(...(await runAndKill(round, lines)));
      const world = await openLocalWorld('archive', home);
      try {
        for (const what of acknowledged) await expectAcknowledged(world, what);
        for (const { key, size, crc32 } of await everyObject(world.objects)) {
          const bytes = await read(world.objects, key);
          expect({ key, size: bytes.length, crc32: checksum(bytes) }).toEqual({ key, size, crc32 });
        }
        const open = await world.objects.openUploads('');
        expect((await readdir(join(home, 'stores', 'archive', 'staged'))).length).toBeLessThanOrEqual(
          open.length,
        );
      } finally {
        await world.close();
      }
    }
    expect(acknowledged.length).toBeGreaterThanOrEqual(
      MOMENTS.reduce((sum, lines) => sum + lines, 0) - MOMENTS.length,
    );
    expect(acknowledged.some((what) => 'size' in what && what.key.includes('/upload/'))).toBe(true);
  });
});
