import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';
import { services } from '../../services/registry.ts';
import { EVENTS } from '../../shared/events/catalog.ts';

const root = new URL('../../', import.meta.url);

async function sources(...folders: string[]): Promise<{ path: string; text: string }[]> {
  const lists = await Promise.all(
    folders.map(async (folder) =>
      (await readdir(new URL(`${folder}/`, root), { recursive: true }))
        .filter((name) => /\.(ts|mjs)$/.test(name))
        .map((name) => `${folder}/${name}`),
    ),
  );
  return await Promise.all(
    lists.flat().map(async (path) => ({ path, text: await readFile(new URL(path, root), 'utf8') })),
  );
}

test('imports point down only: infra and cli, registry, services, shared', async () => {
  const depcruise = fileURLToPath(new URL('node_modules/dependency-cruiser/bin/dependency-cruise.mjs', root));
  const args = [depcruise, '--config', '.dependency-cruiser.cjs', 'infra', 'services', 'shared', 'test'];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: fileURLToPath(root) });
  expect(stdout).toContain('no dependency violations found');
});

test('the environment is read where a program begins, and nowhere else', async () => {
  const readers = (await sources('services', 'shared')).filter(({ text }) => text.includes('process.env'));
  const programs = ['services/cli/bin.mjs', 'shared/service/lambda.ts'];
  expect(readers.map(({ path }) => path).toSorted()).toEqual(programs);
});

test('no module is imported for what it does when it is loaded: package.json tells bundlers so', async () => {
  const bare = (await sources('services', 'shared')).filter(({ text }) => /^import ['"]/m.test(text));
  expect(bare.map(({ path }) => path)).toEqual([]);
});

test('every schema is exported, so that its validator can be compiled into the bundles', async () => {
  const hidden = (await sources('services', 'shared')).flatMap(({ path, text }) =>
    [...text.matchAll(/^const (\w+Schema) = /gm)].map(([, name]) => `${path}: ${name}`),
  );
  expect(hidden).toEqual([]);
});

test('no file has grown beyond what can be read at once', async () => {
  const long = (await sources('services', 'shared', 'infra')).filter(
    ({ text }) => text.split('\n').length > 300,
  );
  expect(long.map(({ path }) => path)).toEqual([]);
});

test('every folder of a service says in service.ts what it is, and the registry knows it', async () => {
  const folders = (await sources('services'))
    .map(({ path }) => /^services\/([^/]+)\/service\.ts$/.exec(path)?.[1])
    .filter((name) => name !== undefined);
  // A folder may hold several, each with its own trigger: `sandbox`, `sandbox-clock`.
  const known = new Set(services.map(({ manifest }) => manifest.name.split('-')[0]));
  expect([...known].toSorted()).toEqual(folders.toSorted());
  expect(new Set(services.map(({ manifest }) => manifest.name)).size).toBe(services.length);
});

test('every event that a service waits for is emitted by another, and all names are in the catalogue', () => {
  const emitted = new Set(services.flatMap(({ manifest }) => manifest.emits));
  const awaited = services.flatMap(({ manifest }) => ('events' in manifest.on ? manifest.on.events : []));
  expect(awaited.filter((type) => !emitted.has(type))).toEqual([]);
  expect([...emitted].toSorted()).toEqual(Object.keys(EVENTS).toSorted());
});
