import { readFile } from 'node:fs/promises';
import { request } from 'node:http';
import { request as secureRequest } from 'node:https';
import { fileURLToPath } from 'node:url';
import { DescribeInstancesCommand, TerminateInstancesCommand } from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ofType } from '../../infra/aws/graph/graph.ts';
import { isFedFromQueue } from '../../infra/aws/kinds.ts';
import { USED_BY_AWS } from '../../infra/aws/rights/reasons.ts';
import type { Api } from '../../services/api-client.ts';
import { CHECKS, examine } from '../../services/cli/doctor/checks.ts';
import type { RecipePage } from '../../services/sandbox/recipe.ts';
import type { WholeSandbox } from '../../shared/api/sandboxes.ts';
import { systemClock } from '../../shared/clients/clock.ts';
import { eventually } from '../flows/world.ts';
import { event } from '../make.ts';
import { givenStatements, readDecisions, roleOf } from './decisions.ts';
import { NOT_EMULATED } from './deploy/not-emulated.ts';
import { depth, moveClock, push, runSchedule, s3Notice, send, sendEvent, toDeepArchive } from './drive.ts';
import { instanceOf } from './instance.ts';
import { bootstrapKey, keyForSource, limitedTo } from './keys.ts';
import { type Lane, openLane } from './lane.ts';
import { type Ledger, ledgerOf } from './ledger.ts';
import { without } from './rights.ts';

const MEBIBYTE = 1024 * 1024;
const SESSION = 'rig-1-20261121_101112';
const ARCHIVED = 'rig-1-20251120_090000';
const CUT = fileURLToPath(
  new URL('../../infra/local/examples/sessions/bruno-2026-02-25-ecg-cut-short/', import.meta.url),
);

const begun = Date.now();
let lane: Lane;
let ledger: Ledger;
let api: Api;
/** Sees the source `rig-1` only. */
let limited: Api;

beforeAll(async () => {
  lane = await openLane();
  ledger = ledgerOf(lane);
  api = lane.apiFor(await bootstrapKey(lane));
  limited = lane.apiFor(await keyForSource(lane, 'rig-1'));
  // What a service that died left behind: old enough for the sweep by the time that it comes.
  await ledger.write('outbox/left-behind.json', JSON.stringify(event({ data: { sessionId: SESSION } })));
}, 120_000);
afterAll(async () => {
  if (lane) await tellFigures();
  await lane?.close();
});

async function untilState(id: string, ...states: WholeSandbox['state'][]): Promise<WholeSandbox> {
  return await eventually(
    async () => {
      const sandbox = await api.sandbox(id);
      return states.includes(sandbox.state) ? sandbox : undefined;
    },
    `${id} is ${states.join(' or ')}`,
  );
}

const told = (text: string): Promise<unknown> =>
  eventually(async () => lane.slack.texts.some((each) => each.includes(text)), `Slack is told of ${text}`);

/** Instances that run, by their ids. */
async function running(): Promise<string[]> {
  const { Reservations = [] } = await lane.clients.ec2.send(new DescribeInstancesCommand({}));
  return Reservations.flatMap(({ Instances = [] }) => Instances)
    .filter(({ State }) => State?.Name === 'running' || State?.Name === 'pending')
    .flatMap(({ InstanceId }) => InstanceId ?? []);
}

/** What the lane is asked for, on the screen. */
async function tellFigures(): Promise<void> {
  const decisions = await readDecisions(lane.decisionsFile);
  const own = new Set(lane.manifests.map(({ name }) => lane.names.function(name)));
  const statements = givenStatements(lane.graph).filter(({ role }) => own.has(role));
  const byAws = statements.filter(({ sid }) => sid in USED_BY_AWS).length;
  const made = Object.values(lane.deployed.made).reduce((sum, count) => sum + count, 0);
  process.stderr.write(
    `\nAWS lane: ${made} of ${lane.graph.resources.length} resources made, ${own.size} functions, ` +
      `${statements.length} statements (${byAws} for AWS's own use), ${decisions.length} requests judged, ` +
      `${Math.round((Date.now() - begun) / 1000)} s\n`,
  );
}

/** Bytes that are behind each address of a page. */
const sizesAt = ({ files }: RecipePage): Promise<number[]> =>
  Promise.all(files.map(async ({ url }) => (await (await fetch(url)).arrayBuffer()).byteLength));

describe('the deployment', () => {
  test('leaves out what the emulator cannot hold, and nothing else', () => {
    expect(lane.deployed.left).toEqual(Object.keys(NOT_EMULATED).toSorted());
  });
});

describe('a session on AWS', () => {
  test('that was pushed and broken off, and then changed, leaves nothing of the first time', async () => {
    const stop = new AbortController();
    const broken = push(
      lane,
      api,
      SESSION,
      { 'metadata.json': '{}', 'samples.csv': 'time,value\n' },
      {
        signal: stop.signal,
        onProgress: ({ filesDone, files }) => {
          if (files > 0 && filesDone === files) stop.abort(new Error('The rig was switched off.'));
        },
      },
    );
    await expect(broken).rejects.toThrow('The rig was switched off.');
    expect(await ledger.keys(`${SESSION}/`, 'archive')).toContain(`${SESSION}/raw/samples.csv`);
  });

  test('comes in by parts, is committed, verified, found by its metadata and processed', async () => {
    await push(lane, api, SESSION, {
      'metadata.json': JSON.stringify({ subject: { name: 'Marta' }, region: 'hippocampus', age: 31 }),
      'signal.bin': Buffer.alloc(20 * MEBIBYTE, 'signal'),
      'samples.csv': 'time,value\n0,1.5\n1,2.5\n',
    });
    const found = await eventually(async () => {
      const { sessions } = await api.find({ q: 'hipocampus~ and age >= 30', processed: 'true' });
      return sessions.find(({ id }) => id === SESSION);
    }, 'the session is found as a processed one');
    expect(found.bytes).toBeGreaterThan(20 * MEBIBYTE);
    const session = await eventually(async () => {
      const shown = await api.session(SESSION);
      return shown.record.stages.verified === undefined ? undefined : shown;
    }, 'the session is verified');
    expect(session.receipt?.receipt.safeToDelete).toBe(true);
    const { results } = await api.results(SESSION);
    expect(results.flatMap(({ tables }) => tables.map(({ name }) => name))).toContain('samples.csv');
  });

  test('with a file that cannot be processed tells the operators which, and why', async () => {
    const names = ['metadata.json', 'bruno_control (2).mat'];
    const files = await Promise.all(
      names.map(async (name) => [name, await readFile(`${CUT}${name}`)] as const),
    );
    await push(lane, api, ARCHIVED, Object.fromEntries(files));
    await eventually(async () => {
      const { failures } = await limited.failures({ session: ARCHIVED });
      return failures.some(({ cause }) => cause === 'mat-truncated');
    }, 'the inbox has it');
  });

  test('is found page by page', async () => {
    const ids: string[] = [];
    for await (const { sessions } of api.findAll({ limit: '1' })) ids.push(...sessions.map(({ id }) => id));
    expect(ids.toSorted()).toEqual([ARCHIVED, SESSION].toSorted());
  });

  test('shows its objects where they are', async () => {
    const { objects } = await api.objects({ session: SESSION });
    expect(objects.map(({ address }) => address)).toContainEqual(
      expect.stringMatching(`^s3://${lane.names.bucket('archive')}/${SESSION}/raw/signal.bin\\?versionId=`),
    );
  });

  test('is in a platform that is well, as the doctor sees it', async () => {
    const { signal } = new AbortController();
    const findings = await examine({ url: lane.url, api, clock: systemClock, signal }, CHECKS, () => {});
    expect(findings.filter(({ verdict }) => verdict === 'bad')).toEqual([]);
  });
});

describe('the door', () => {
  test('says what is wrong in our own form, whoever of it refuses', async () => {
    const ask = async (path: string, init: RequestInit = {}): Promise<[number, unknown]> => {
      const answer = await fetch(`${lane.url}${path}`, init);
      return [answer.status, ((await answer.json()) as { code?: unknown }).code];
    };
    expect(await ask('/v1/nowhere')).toEqual([404, 'route-unknown']);
    expect(await ask('/v1/sessions')).toEqual([401, expect.stringMatching(/^token-/)]);
    expect(await ask('/v1/sessions', { headers: { authorization: 'Bearer nonsense' } })).toEqual([
      401,
      expect.stringMatching(/^token-/),
    ]);
    const json = { 'content-type': 'application/json' };
    expect(await ask('/v1/auth/token', { method: 'POST', headers: json, body: '{}' })).toEqual([
      400,
      expect.stringMatching(/invalid/),
    ]);
  });

  test('is shut for addresses that are not on the list', async () => {
    const url = new URL(`${lane.url}/v1/auth/token`);
    const send = url.protocol === 'https:' ? secureRequest : request;
    const status = await new Promise<number | undefined>((resolve, reject) => {
      send(url, { method: 'POST', localAddress: '127.0.0.2' }, (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      })
        .on('error', reject)
        .end('{}');
    });
    expect(status).toBe(403);
  });

  test('counts the requests of each key, and says when to come again', async () => {
    const { token } = await lane.tokenOf(await keyForSource(lane, 'rig-9'));
    // The emulator answers more slowly than any limit of people's use.
    const answers = await limitedTo(lane, { rate: 1, burst: 3 }, () =>
      Promise.all(
        Array.from({ length: 12 }, () =>
          fetch(`${lane.url}/v1/status`, { headers: { authorization: `Bearer ${token}` } }),
        ),
      ),
    );
    const slowed = answers.find(({ status }) => status === 429);
    expect(Number(slowed?.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await slowed?.json()).toMatchObject({ code: 'too-many-requests' });
    expect(answers.some(({ status }) => status === 200)).toBe(true);
  });
});

describe('a sandbox on AWS', () => {
  test('is launched, becomes ready when its instance says so, tells people, and ends', async () => {
    const { id } = await api.createSandbox({
      sessionIds: [SESSION],
      callbackAddresses: ['#rig-1', 'marta@example.org'],
    });
    const instance = await instanceOf(id, 1, ledger);
    expect(await running()).toHaveLength(1);
    const first = await instance.page(0);
    expect(await sizesAt(first)).toEqual(first.files.map(({ size }) => size));
    // Addresses that have expired are written anew when the instance asks, by whoever hears it.
    await instance.report({ phase: 'copying', wants: [0] });
    const second = await eventually(async () => {
      const page = await instance.page(0);
      return page.expires === first.expires ? undefined : page;
    }, 'the page has new addresses');
    expect(await sizesAt(second)).toEqual(first.files.map(({ size }) => size));
    await instance.report({ phase: 'ready', place: 'i-1:/sessions' });
    await untilState(id, 'ready');
    await told(id);
    expect((await api.sandboxes({})).sandboxes.map((each) => each.id)).toContain(id);
    await api.endSandbox(id);
    await untilState(id, 'ended');
    expect(await running()).toEqual([]);
  }, 60_000);

  test('whose instance fails is ended, and says why', async () => {
    const { id } = await api.createSandbox({ query: 'hippocampus', callbackAddresses: ['#rig-1'] });
    const instance = await instanceOf(id, 1, ledger);
    await instance.report({
      phase: 'failed',
      failure: { code: 'hash-mismatch', detail: 'signal.bin differs' },
    });
    expect(await untilState(id, 'failed')).toMatchObject({ reason: 'hash-mismatch' });
    expect(await running()).toEqual([]);
  }, 60_000);

  test('of an archived session asks for it first', async () => {
    for (const key of await ledger.keys(`${ARCHIVED}/raw/`, 'archive')) await toDeepArchive(lane, key);
    const { id } = await api.createSandbox({ sessionIds: [ARCHIVED] });
    expect(await untilState(id, 'restoring')).toMatchObject({ quote: { archived: 2 } });
    await api.endSandbox(id);
    await untilState(id, 'ended');
  }, 60_000);

  test('whose life was cut off is carried on by the clock: restored, launched, launched again, given up', async () => {
    for (const key of await ledger.keys(`${ARCHIVED}/raw/`, 'archive')) await toDeepArchive(lane, key);
    const id = await cutOff();
    const pass = async (change: object): Promise<void> => {
      const document = JSON.parse((await ledger.read(`sandboxes/${id}.json`)) ?? '{}') as { life: object };
      const life = { ...document.life, asked: {}, ...change };
      await ledger.write(`sandboxes/${id}.json`, JSON.stringify({ ...document, life }));
      await runSchedule(lane, 'sandbox-clock');
    };
    await runSchedule(lane, 'sandbox-clock');
    await untilState(id, 'restoring');
    await eventually(async () => {
      await pass({});
      return (await api.sandbox(id)).state !== 'restoring';
    }, 'the files can be read');
    await instanceOf(id, 1, ledger);
    const InstanceIds = await running();
    await lane.clients.ec2.send(new TerminateInstancesCommand({ InstanceIds }));
    await pass({ heardAt: Date.now() - 180_000 });
    await instanceOf(id, 2, ledger);
    await pass({ requestedAt: 0 });
    expect(await untilState(id, 'failed')).toMatchObject({ reason: 'sandbox-late' });
    expect(await running()).toEqual([]);
    await runSchedule(lane, 'sandbox-clock');
    expect(await ledger.keys('sandboxes/alive/')).toEqual([]);
  }, 120_000);

  /** A sandbox whose request nobody could carry out. */
  async function cutOff(): Promise<string> {
    let id = '';
    await without(lane, 'sandbox-life', 'all', async () => {
      ({ id } = await api.createSandbox({ sessionIds: [ARCHIVED], callbackAddresses: ['#rig-1'] }));
    });
    return id;
  }
});

describe('what fails', () => {
  test('what no service can use is in the inbox with its input, whoever was asked', async () => {
    const fed = lane.manifests.filter(isFedFromQueue);
    for (const { name } of fed) await send(lane, name, `nonsense for ${name}`);
    const refused = await eventually(async () => {
      const { failures } = await api.failures({ cause: 'event-invalid' });
      return failures.length >= fed.length ? failures : undefined;
    }, 'every service refused it');
    expect(refused.map(({ service, input }) => `${service}: ${input}`).toSorted()).toEqual(
      fed.map(({ name }) => `${name}: nonsense for ${name}`).toSorted(),
    );
  });

  test('a poisoned message becomes a dead letter and its neighbours do not, and the inbox has it in the end', async () => {
    const { queueUrl, deadQueueUrl } = lane.names;
    await ledger.write('instances/poisoned/recipe.json', 'no recipe at all');
    const progress = { files: 0, bytes: 0, withoutSha256: 0 };
    await ledger.write(
      'instances/poisoned/report.json',
      JSON.stringify({ format: 1, phase: 'copying', progress }),
    );
    for (const neighbour of ['a', 'b'])
      await send(lane, 'sandbox-reports', s3Notice(lane, `instances/${neighbour}/report.json`));
    await eventually(async () => {
      await moveClock(lane, 60_000);
      return (await depth(lane, deadQueueUrl('sandbox-reports'))) === 1;
    }, 'the poisoned message is dead');
    expect(await depth(lane, queueUrl('sandbox-reports'))).toBe(0);
    await runSchedule(lane, 'reconcile');
    expect((await api.failures({ cause: 'delivery-exhausted' })).failures).toMatchObject([
      { service: 'sandbox-reports' },
    ]);
    const { queues } = await api.status();
    expect(queues.filter(({ dead }) => dead > 0)).toEqual([]);
  }, 90_000);

  test('an event that was left behind was published by the sweep', async () => {
    expect(await ledger.keys('outbox/left-behind')).toEqual([]);
  });
});

describe('the proof of rights', () => {
  /** Roles that functions run as. */
  const roles = (): readonly string[] =>
    ofType(lane.graph, 'aws:lambda/function:Function').map(({ inputs }) => String(inputs.name));

  test('every function ran with its own role, and was refused nothing', async () => {
    const decisions = await readDecisions(lane.decisionsFile);
    const acted = new Set(decisions.map(({ principal }) => roleOf(principal)));
    expect(roles().filter((role) => !acted.has(role))).toEqual([]);
    const refused = decisions
      .filter(
        ({ decision, principal }) =>
          decision !== 'Allow' && roleOf(principal) !== lane.names.function('sandbox-life'),
      )
      .map(({ principal, action, resource }) => `${roleOf(principal)}: ${action} ${resource}`);
    expect([...new Set(refused)]).toEqual([]);
  });

  test('every statement was used, but for those that AWS itself uses', async () => {
    const decisions = await readDecisions(lane.decisionsFile);
    const used = new Set(
      decisions.flatMap(({ principal, by }) => by.map((sid) => `${roleOf(principal)}/${sid}`)),
    );
    const given = givenStatements(lane.graph).filter(({ role }) => roles().includes(role));
    const unused = given
      .filter(({ role, sid }) => !used.has(`${role}/${sid}`) && !(sid in USED_BY_AWS))
      .map(({ role, sid }) => `${role}/${sid}`);
    expect(unused).toEqual([]);
  });

  test('no statement is there twice: each was once the only one that allowed something', async () => {
    const decisions = await readDecisions(lane.decisionsFile);
    const needed = new Set(
      decisions.flatMap(({ principal, needed: sids }) => sids.map((sid) => `${roleOf(principal)}/${sid}`)),
    );
    const spare = givenStatements(lane.graph)
      .filter(
        ({ role, sid }) => roles().includes(role) && !(sid in USED_BY_AWS) && !needed.has(`${role}/${sid}`),
      )
      .map(({ role, sid }) => `${role}/${sid}`);
    expect(spare).toEqual([]);
  });

  /** Something of each service that does not work without the right. */
  const taken: readonly (readonly [service: string, sid: string, exercise: () => Promise<unknown>])[] = [
    ['authorize', 'SecretTokenSigning', () => ask('/v1/status')],
    ['ingest', 'LedgerKeysRead', () => lane.tokenOf('key-000000000000000000000000.x'.padEnd(72, 'x'))],
    ['search', 'SearchAsk', () => ask('/v1/sessions')],
    ['status', 'LedgerFailuresList', () => ask('/v1/status')],
    ['sandbox', 'LedgerSandboxesList', () => ask('/v1/sandboxes')],
    [
      'commit',
      'LedgerUploadsRead',
      () => sendEvent(lane, 'commit', 'UploadCompleted', { sessionId: SESSION, proposal: '00000000-1' }),
    ],
    [
      'verify',
      'LedgerSessionsRead',
      () => sendEvent(lane, 'verify', 'SessionMigrated', { sessionId: SESSION }),
    ],
    ['index', 'SearchWrite', () => sendEvent(lane, 'index', 'SessionMigrated', { sessionId: SESSION })],
    [
      'preprocess',
      'LedgerSessionsRead',
      () => sendEvent(lane, 'preprocess', 'SessionMigrated', { sessionId: SESSION }),
    ],
    [
      'sandbox-life',
      'LedgerSandboxesRead',
      () => sendEvent(lane, 'sandbox-life', 'SandboxRequested', { sandboxId: 'sbx-0000000000000000' }),
    ],
    ['sandbox-reports', 'LedgerInstancesRead', () => ledger.write('instances/nobody/report.json', '{}')],
    ['sandbox-clock', 'LedgerSandboxesList', () => runSchedule(lane, 'sandbox-clock').catch(() => undefined)],
    ['reconcile', 'LedgerOutboxList', () => runSchedule(lane, 'reconcile').catch(() => undefined)],
    ['publish', 'LedgerBusRead', () => ledger.write('bus/nothing.json', '{}')],
    [
      'notify',
      'LedgerMessagesRead',
      () =>
        sendEvent(lane, 'notify', 'SandboxEnded', {
          sandboxId: 'sbx-0000000000000000',
          reason: 'asked',
          callbackAddresses: ['#rig-1'],
        }),
    ],
  ];

  let token = '';
  beforeAll(async () => {
    ({ token } = await lane.tokenOf(await keyForSource(lane, 'rig-8')));
  });
  const ask = (path: string): Promise<unknown> =>
    fetch(`${lane.url}${path}`, { headers: { authorization: `Bearer ${token}` } });

  test('every service has its turn below', () => {
    expect(taken.map(([service]) => service).toSorted()).toEqual(
      lane.manifests.map(({ name }) => name).toSorted(),
    );
  });

  test.each(taken)(
    '%s does not work without %s',
    async (service, sid, exercise) => {
      expect(await without(lane, service, [sid], exercise)).not.toEqual([]);
    },
    40_000,
  );
});
