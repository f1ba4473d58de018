import { describe, expect, test } from '@jest/globals';
import { checkConfig } from '../../../infra/aws/check-config.ts';
import { isPrivate, overlap, parseCidr, within } from '../../../infra/aws/cidr.ts';
import type { Shape } from '../../../infra/aws/config/shape.ts';
import { type Config, ConfigSchema } from '../../../infra/aws/config.ts';
import { readValues, writeConfig } from '../../../infra/aws/read-config.ts';
import { readProject, readStackFile } from '../../../infra/aws/stack-file.ts';
import { exampleConfig, privateConfig } from './example-config.ts';

const STACKS = ['dev', 'staging', 'prod'] as const;
const PROPERTIES: Readonly<Record<string, Shape>> = ConfigSchema.properties;

function configOf(stack: string): Config {
  const settings = readStackFile(stack);
  const checked = checkConfig(readValues(settings), settings['aws:region']);
  if (!checked.ok) throw new Error(JSON.stringify(checked.problems));
  return checked.config;
}

const block = (text: string) => {
  const read = parseCidr(text);
  if (!read.ok) throw new Error(text);
  return read.cidr;
};

describe('Pulumi.yaml', () => {
  const { name, config } = readProject();

  test('describes exactly the keys that the program reads', () => {
    expect(name).toBe('sessions');
    expect(Object.keys(config)).toEqual(Object.keys(PROPERTIES));
    for (const key of Object.values(config)) expect(key.description).toMatch(/^[^ ].{20,}\.$/s);
  });

  test('gives each key the type that the program takes', () => {
    const typeOf = (shape: Shape): string => shape.type ?? (shape.anyOf?.[0] ? typeOf(shape.anyOf[0]) : '');
    for (const [key, shape] of Object.entries(PROPERTIES))
      expect([key, config[key]?.type]).toEqual([key, typeOf(shape)]);
  });

  test('gives a default to keys that may be left out, and to no others', () => {
    const required: readonly string[] = ConfigSchema.required;
    for (const [key, declared] of Object.entries(config))
      expect([key, declared.default !== undefined]).toEqual([key, !required.includes(key)]);
  });

  test('names every part of the objects', () => {
    for (const [key, shape] of Object.entries(PROPERTIES))
      for (const inner of Object.keys(shape.properties ?? {}))
        expect([key, config[key]?.description]).toEqual([key, expect.stringContaining(`"${inner}"`)]);
  });
});

describe('the stacks', () => {
  test.each(STACKS)('%s passes every check', (stack) => {
    expect(configOf(stack)).toMatchObject({ connectivity: 'public' });
  });

  test('dev is small and can be thrown away, prod is spread and locked for good', () => {
    const [dev, prod] = [configOf('dev'), configOf('prod')];
    expect(dev).toMatchObject({
      zones: 1,
      search: { instanceType: 't3.small.search', instances: 1 },
      archive: { lockMode: 'GOVERNANCE' },
    });
    expect(prod).toMatchObject({ zones: 2, archive: { lockMode: 'COMPLIANCE' } });
    expect(prod.logDays).toBeGreaterThanOrEqual(365);
    expect(['dev', 'staging', 'prod'].map((stack) => configOf(stack).events)).toEqual([
      'store',
      'endpoint',
      'endpoint',
    ]);
  });

  test('admit only addresses that nobody has until the owner replaces them', () => {
    const documentation = ['192.0.2.0/24', '198.51.100.0/24', '203.0.113.0/24'].map(block);
    for (const stack of STACKS)
      for (const text of configOf(stack).allowedAddresses)
        expect([text, documentation.some((range) => within(block(text), range))]).toEqual([text, true]);
  });

  test('have networks of their own, so that they could be connected', () => {
    const blocks = STACKS.map((stack) => block(configOf(stack).cidr));
    for (const [index, one] of blocks.entries()) {
      expect(isPrivate(one)).toBe(true);
      for (const other of blocks.slice(index + 1)) expect(overlap(one, other)).toBe(false);
    }
  });
});

describe('what Pulumi hands over', () => {
  test.each([exampleConfig(), privateConfig()])('is read back as it was written', (config) => {
    expect(readValues({ ...writeConfig(config), 'aws:region': 'us-east-1' })).toEqual(config);
  });

  test('keeps text that looks like a number', () => {
    expect(readValues({ 'sessions:cidr': '10', 'sessions:zones': '2' })).toEqual({ cidr: '10', zones: 2 });
  });

  test('leaves out optional keys that say nothing, and keeps required ones to be refused', () => {
    expect(
      readValues({
        'sessions:domain': '{}',
        'sessions:budget': '0',
        'sessions:sandboxImageParameter': '',
        'sessions:zones': '0',
      }),
    ).toEqual({ zones: 0 });
  });

  test('is told as it was given where it is no JSON', () => {
    expect(readValues({ 'sessions:limits': '{perKeyRate' })).toEqual({ limits: '{perKeyRate' });
  });
});
