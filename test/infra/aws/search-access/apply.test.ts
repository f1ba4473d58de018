import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { namesOf } from '../../../../infra/aws/names.ts';
import { applyAccess } from '../../../../infra/aws/search-access/apply.ts';
import { type Domain, openDomain } from '../../../../infra/aws/search-access/domain.ts';
import { searchAccess } from '../../../../infra/aws/search-access/plan.ts';
import { untilReady } from '../../../../infra/aws/search-access/wait.ts';
import { services } from '../../../../services/registry.ts';
import { exampleConfig } from '../example-config.ts';
import { type SecurityApi, startSecurityApi } from './security-api.ts';

const names = namesOf({ stack: 'test', account: '000000000000', region: 'us-east-1' });
const manifests = services.map(({ manifest }) => manifest);
const planOf = (groups: Record<string, '*' | string[]>) =>
  searchAccess({ search: { ...exampleConfig().search, groups } }, names, manifests);

const CREDENTIALS = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret', sessionToken: 'token' };
const CHANGES = new Set(['PUT', 'PATCH', 'DELETE']);

let api: SecurityApi;
let domain: Domain;
beforeEach(async () => {
  api = await startSecurityApi();
  domain = openDomain(api.url, 'eu-central-1', CREDENTIALS);
});
afterEach(async () => {
  await domain.close();
  await api[Symbol.asyncDispose]();
});

const changes = () => api.asked.filter(({ method }) => CHANGES.has(method));
const security = () => changes().filter(({ path }) => path.includes('_security'));

describe('applying the plan', () => {
  test('makes every role and every mapping of it', async () => {
    const plan = planOf({ everyone: '*', ecg: ['ecg'] });
    await applyAccess(plan, domain);
    for (const [name, role] of Object.entries(plan.roles))
      expect(api.roles.get(name)).toMatchObject({ cluster_permissions: role.cluster_permissions });
    for (const [name, mapping] of Object.entries(plan.mappings))
      expect(api.rolesmapping.get(name)).toMatchObject(mapping);
    expect([...api.templates.keys()]).toEqual(Object.keys(plan.templates));
  });

  test('turns audit logs on', async () => {
    await applyAccess(planOf({}), domain);
    expect((await domain.ask('GET', '/_plugins/_security/api/audit')).body).toEqual({
      config: { enabled: true },
    });
  });

  test('changes nothing of what is so already', async () => {
    await applyAccess(planOf({ ecg: ['ecg'] }), domain);
    const before = security().length;
    expect(await applyAccess(planOf({ ecg: ['ecg'] }), domain)).toEqual({ changed: [], removed: [] });
    expect(security()).toHaveLength(before);
  });

  test('narrows what a group sees where the plan says so, and touches nothing else', async () => {
    await applyAccess(planOf({ ecg: ['ecg', 'old'], all: '*' }), domain);
    const { changed } = await applyAccess(planOf({ ecg: ['ecg'], all: '*' }), domain);
    expect(changed).toEqual(['/_plugins/_security/api/roles/sessions-group-ecg']);
  });

  test('removes the role of a group that is gone, after its mapping', async () => {
    await applyAccess(planOf({ ecg: ['ecg'], guests: [] }), domain);
    await applyAccess(planOf({ ecg: ['ecg'] }), domain);
    const removals = changes().filter(({ method }) => method === 'DELETE');
    expect(removals.map(({ path }) => path)).toEqual([
      '/_plugins/_security/api/rolesmapping/sessions-group-guests',
      '/_plugins/_security/api/roles/sessions-group-guests',
    ]);
  });

  test('takes out whoever was let in by hand to a role of ours', async () => {
    await applyAccess(planOf({ ecg: ['ecg'] }), domain);
    const mapping = api.rolesmapping.get('sessions-group-ecg');
    api.rolesmapping.set('sessions-group-ecg', { ...mapping, users: ['mallory'] });
    await applyAccess(planOf({ ecg: ['ecg'] }), domain);
    expect(api.rolesmapping.get('sessions-group-ecg')).toMatchObject({ users: [] });
  });

  test('leaves roles and mappings of others alone', async () => {
    api.roles.set('team-role', { reserved: false, cluster_permissions: [] });
    const before = [api.roles.get('all_access'), api.rolesmapping.get('all_access')];
    await applyAccess(planOf({}), domain);
    expect([api.roles.get('all_access'), api.rolesmapping.get('all_access')]).toEqual(before);
    expect(api.roles.has('team-role')).toBe(true);
  });

  test('fails with the words of the domain where it refuses', async () => {
    api.roles.set('sessions-read', { reserved: true });
    await expect(applyAccess(planOf({}), domain)).rejects.toThrow(/403.*sessions-read.*It is reserved/s);
  });

  test('signs every request in the name of the role, for the region of the domain', async () => {
    await applyAccess(planOf({}), domain);
    for (const { authorization } of api.asked)
      expect(authorization).toMatch(
        /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/\d{8}\/eu-central-1\/es\/aws4_request, SignedHeaders=.*x-amz-security-token/,
      );
  });
});

describe('a domain that was just made', () => {
  const waits: number[] = [];
  const clock = { wait: async (ms: number) => void waits.push(ms) };
  beforeEach(() => {
    waits.length = 0;
  });

  test('is waited for', async () => {
    api.unready = 3;
    await untilReady(domain, clock);
    expect(waits).toHaveLength(3);
  });

  test('is given up in the time that the function has, with its last answer', async () => {
    api.unready = 1000;
    await expect(untilReady(domain, clock)).rejects.toThrow('it answered 503');
    expect(waits.reduce((sum, each) => sum + each, 0)).toBeLessThan(900_000 / 2);
  });

  test('may have no address yet', async () => {
    const nobody = openDomain('http://127.0.0.1:1', 'eu-central-1', CREDENTIALS);
    await expect(untilReady(nobody, clock)).rejects.toThrow(/not ready: .*ECONNREFUSED/);
    await nobody.close();
  });
});
