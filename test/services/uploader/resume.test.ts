import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { openApi } from '../../../services/api-client.ts';
import { pushSession } from '../../../services/uploader/push.ts';
import { type Folder, MIB, recording, temporaryFolder } from './folder.ts';
import { API_KEY, type Fault, openTestPlatform, type TestPlatform } from './platform.ts';
import { quickClock } from './quick-clock.ts';

const FILES: Readonly<Record<string, Buffer>> = {
  'a/several.bin': recording(16 * MIB + 5, 1),
  'b/one-and-a-byte.bin': recording(8 * MIB + 1, 2),
  'c/exactly-one.bin': recording(8 * MIB, 3),
  'd/small.txt': Buffer.from('small'),
  'e/empty': Buffer.alloc(0),
};
const BYTES = 32 * MIB + 11;

let folder: Folder;
let root: string;

beforeAll(async () => {
  folder = await temporaryFolder();
  root = await folder.make('session-1', FILES);
});

afterAll(async () => {
  await folder[Symbol.asyncDispose]();
});

async function push(platform: TestPlatform) {
  const clock = quickClock();
  const api = openApi({ url: platform.url, apiKey: API_KEY, clock });
  try {
    return await pushSession({ folder: root, api, clock, sha256: false });
  } finally {
    api.disconnect();
  }
}

function expectExactBytes(platform: TestPlatform): void {
  const session = platform.sessions.get('session-1');
  expect(session?.committed?.files.map(({ path }) => path)).toEqual(Object.keys(FILES));
  for (const [path, content] of Object.entries(FILES))
    expect(session?.store.objects.get(path)?.bytes.equals(content)).toBe(true);
}

describe('a push that was interrupted at any request', () => {
  test('sends what is missing when it is repeated, nothing twice, and ends with exactly the right bytes', async () => {
    const interruption = fc.record({
      request: fc.integer({ min: 0, max: 24 }),
      fault: fc.constantFrom<Fault>('reset-before', 'reset-midway', 'lost-answer'),
    });
    await fc.assert(
      fc.asyncProperty(interruption, async ({ request, fault }) => {
        const platform = await openTestPlatform();
        try {
          // From that request on the platform is gone, as after a power cut.
          platform.fault = ({ number }) => {
            if (number === request) return fault;
            return number > request ? 'reset-before' : undefined;
          };
          await push(platform).catch(() => undefined);
          await platform.settled();
          const before = platform.sessions.get('session-1')?.store.received ?? 0;

          platform.fault = () => undefined;
          const pushed = await push(platform);
          expect(pushed).toMatchObject({ state: 'committed', sent: BYTES - before, skipped: before });
          expect(platform.sessions.get('session-1')?.store.received).toBe(BYTES);
          expectExactBytes(platform);
        } finally {
          await platform.close();
        }
      }),
      { numRuns: 25 },
    );
  });
});

const BROKEN: readonly Fault[] = [
  'reset-before',
  'reset-midway',
  'lost-answer',
  { status: 503 },
  { status: 429, headers: { 'retry-after': '1' } },
];

describe('a network that breaks every other time, in every way', () => {
  test('never keeps a session from arriving, and never changes a byte', async () => {
    const faults = fc.array(fc.constantFrom<Fault | undefined>(...BROKEN, ...BROKEN.map(() => undefined)), {
      minLength: 60,
      maxLength: 60,
    });
    await fc.assert(
      fc.asyncProperty(faults, async (plan) => {
        const platform = await openTestPlatform();
        platform.fault = ({ number }) => plan[number];
        try {
          const pushed = await push(platform)
            .catch(() => push(platform))
            .catch(() => push(platform));
          expect(pushed).toMatchObject({ state: 'committed', bytes: BYTES });
          expectExactBytes(platform);
        } finally {
          await platform.close();
        }
      }),
      { numRuns: 15 },
    );
  });
});
