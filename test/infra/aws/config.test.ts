import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { checkConfig } from '../../../infra/aws/check-config.ts';
import { addressText } from '../../../infra/aws/cidr.ts';
import { LOG_DAYS } from '../../../infra/aws/config/log-days.ts';
import { ZONES_OF_REGION } from '../../../infra/aws/config/regions.ts';
import { SEARCH_FAMILIES } from '../../../infra/aws/config/search-types.ts';
import type { Config } from '../../../infra/aws/config.ts';
import { exampleConfig, privateConfig } from './example-config.ts';

const REGION = 'us-east-1';

/** `key reason` of everything that is wrong. */
function problems(config: unknown, region: string | undefined = REGION): readonly string[] {
  const checked = checkConfig(config as Record<string, unknown>, region);
  return checked.ok ? [] : checked.problems.map(({ key, reason }) => `${key} ${reason}`);
}

const search = (more: Partial<Config['search']>): Config =>
  exampleConfig({ search: { ...exampleConfig().search, ...more } });
const domain = (more: Partial<NonNullable<Config['domain']>> = {}): NonNullable<Config['domain']> => ({
  name: 'sessions.example.org',
  certificateArn: `arn:aws:acm:${REGION}:123456789012:certificate/01234567-89ab-cdef-0123-456789abcdef`,
  ...more,
});

describe('a sound configuration', () => {
  test('passes, public or private', () => {
    expect(problems(exampleConfig())).toEqual([]);
    expect(problems(privateConfig())).toEqual([]);
    expect(problems(exampleConfig({ domain: domain({ hostedZoneId: 'Z0123456789ABC' }) }))).toEqual([]);
  });

  test('passes with every private block of /16 to /22 as its network', () => {
    fc.assert(
      fc.property(fc.integer({ min: 16, max: 22 }), fc.nat(), (prefix, seed) => {
        const size = 2 ** (32 - prefix);
        const first = 10 * 2 ** 24 + (seed % (2 ** 24 / size)) * size;
        expect(problems(exampleConfig({ cidr: `${addressText(first)}/${prefix}` }))).toEqual([]);
      }),
    );
  });

  test('passes with every search type that the table lists', () => {
    for (const [family, sizes] of Object.entries(SEARCH_FAMILIES))
      for (const size of sizes)
        expect(problems(search({ instanceType: `${family}.${size}.search` }))).toEqual([]);
  });
});

describe('each of these stops the preview and is told with its key and what is allowed', () => {
  const cases: readonly [what: string, config: unknown, said: RegExp][] = [
    [
      'a network that is no CIDR',
      exampleConfig({ cidr: 'the lab' }),
      /^sessions:cidr is "the lab".*\/16 to \/22/,
    ],
    [
      'a network without its length',
      exampleConfig({ cidr: '10.20.0.0' }),
      /^sessions:cidr .*the length of its prefix is missing/,
    ],
    [
      'a network that begins in the middle of itself',
      exampleConfig({ cidr: '10.20.5.0/16' }),
      /^sessions:cidr .*10\.20\.0\.0\/16 does/,
    ],
    [
      'a network of public addresses',
      exampleConfig({ cidr: '8.8.0.0/16' }),
      /^sessions:cidr .*public addresses/,
    ],
    [
      'a network that is too big',
      exampleConfig({ cidr: '10.0.0.0/8' }),
      /^sessions:cidr is 10\.0\.0\.0\/8.*\/16 to \/22/,
    ],
    [
      'a network that is too small',
      exampleConfig({ cidr: '10.0.0.0/24' }),
      /^sessions:cidr is 10\.0\.0\.0\/24/,
    ],
    [
      'an unknown instance type',
      search({ instanceType: 't3.huge.search' }),
      /^sessions:search\.instanceType is "t3\.huge\.search".*t3\.small\.search, t3\.medium\.search/,
    ],
    [
      'an unknown family',
      search({ instanceType: 'x9.large.search' }),
      /^sessions:search\.instanceType .*families are t3, /,
    ],
    ['an instance type of EC2', search({ instanceType: 't3.small' }), /^sessions:search\.instanceType /],
    [
      'a family named as an object has it',
      search({ instanceType: 'constructor.small.search' }),
      /^sessions:search\.instanceType /,
    ],
    [
      'instances that the zones cannot share',
      exampleConfig({ zones: 2, search: { ...exampleConfig().search, instances: 3 } }),
      /^sessions:search\.instances is 3.*multiple of sessions:zones \(2, 4/,
    ],
    [
      'a volume that the instance cannot have',
      search({ volumeGib: 500 }),
      /^sessions:search\.volumeGib .*10 to 100/,
    ],
    ['sign-in by SAML without it', search({ signIn: 'saml' }), /^sessions:search\.saml is missing/],
    [
      'SAML that sign-in does not use',
      search({ saml: { entityId: 'a', metadata: '<a/>', rolesAttribute: 'b' } }),
      /^sessions:search\.saml is given.*signIn saml only/,
    ],
    [
      'SAML without its document',
      search({ signIn: 'saml', saml: { entityId: 'a', metadata: 'https://idp', rolesAttribute: 'b' } }),
      /^sessions:search\.saml\.metadata is no XML/,
    ],
    [
      'events by a way that there is not',
      { ...exampleConfig(), events: 'nat' },
      /^sessions:events is "nat"\. Allowed: endpoint or store\.$/,
    ],
    ['no zone', exampleConfig({ zones: 0 }), /^sessions:zones is 0\. Allowed: a whole number from 1 to 3/],
    ['a zone and a half', exampleConfig({ zones: 1.5 }), /^sessions:zones is 1\.5/],
    [
      'private connectivity without a laboratory',
      exampleConfig({ connectivity: 'private' }),
      /^sessions:laboratory is missing.*vpn \(address, asn\) or directConnectGateway/,
    ],
    [
      'private connectivity without a way in',
      { ...privateConfig(), laboratory: { cidrs: ['192.168.0.0/16'] } },
      /^sessions:laboratory needs one of vpn/,
    ],
    [
      'a laboratory whose network overlaps',
      { ...privateConfig(), laboratory: { ...privateConfig().laboratory, cidrs: ['10.0.0.0/8'] } },
      /^sessions:laboratory\.cidrs\[0\] is 10\.0\.0\.0\/8, which overlaps sessions:cidr/,
    ],
    [
      'a VPN to a private address',
      {
        ...privateConfig(),
        laboratory: { cidrs: ['192.168.0.0/16'], vpn: { address: '10.1.1.1', asn: 65000 } },
      },
      /^sessions:laboratory\.vpn\.address .*public IPv4 address/,
    ],
    [
      'a Direct Connect gateway that is none',
      { ...privateConfig(), laboratory: { cidrs: ['192.168.0.0/16'], directConnectGateway: 'dxgw' } },
      /^sessions:laboratory\.directConnectGateway is "dxgw"/,
    ],
    [
      'a laboratory that nothing uses',
      exampleConfig({ laboratory: privateConfig().laboratory as NonNullable<Config['laboratory']> }),
      /^sessions:laboratory is given.*connectivity private only/,
    ],
    ['nobody who may call', exampleConfig({ allowedAddresses: [] }), /^sessions:allowedAddresses is \[\]/],
    [
      'callers that are no CIDR',
      exampleConfig({ allowedAddresses: ['203.0.113.0/24', '203.0.113.7'] }),
      /^sessions:allowedAddresses\[1\] .*203\.0\.113\.7\/32 is one address/,
    ],
    [
      'everybody as callers',
      exampleConfig({ allowedAddresses: ['0.0.0.0/0'] }),
      /^sessions:allowedAddresses\[0\] .*no list of who may call/,
    ],
    [
      'callers who cannot come from outside',
      exampleConfig({ allowedAddresses: ['192.168.1.0/24'] }),
      /^sessions:allowedAddresses\[0\] .*nobody calls from private addresses/,
    ],
    [
      'a domain without its certificate',
      exampleConfig({ domain: { name: 'sessions.example.org' } as NonNullable<Config['domain']> }),
      /^sessions:domain\.certificateArn is missing/,
    ],
    [
      'a certificate of another region',
      exampleConfig({
        domain: domain({ certificateArn: domain().certificateArn.replace(REGION, 'eu-west-1') }),
      }),
      /^sessions:domain\.certificateArn .*arn:aws:acm:us-east-1:/,
    ],
    [
      'a certificate that is none',
      exampleConfig({ domain: domain({ certificateArn: 'mine' }) }),
      /^sessions:domain\.certificateArn is "mine"/,
    ],
    [
      'a domain that is no name',
      exampleConfig({ domain: domain({ name: 'https://x' }) }),
      /^sessions:domain\.name is "https:\/\/x"/,
    ],
    [
      'a domain of a private API',
      { ...privateConfig(), domain: domain() },
      /^sessions:domain is given.*connectivity public only/,
    ],
    [
      'days that CloudWatch does not know',
      exampleConfig({ logDays: 31 }),
      /^sessions:logDays is 31\. Allowed: 1, 3, 5, 7, 14, 30/,
    ],
    [
      'a deep archive too soon after Glacier',
      exampleConfig({
        archive: { lockMode: 'GOVERNANCE', lockYears: 1, glacierAfterDays: 30, deepArchiveAfterDays: 119 },
      }),
      /^sessions:archive\.deepArchiveAfterDays is 119.*= 120/,
    ],
    [
      'a lock mode that S3 has not',
      { ...exampleConfig(), archive: { ...exampleConfig().archive, lockMode: 'SOFT' } },
      /^sessions:archive\.lockMode is "SOFT"\. Allowed: GOVERNANCE or COMPLIANCE/,
    ],
    [
      'operators nobody can reach',
      exampleConfig({ operators: ['ops'] }),
      /^sessions:operators\[0\] .*neither name@example\.org/,
    ],
    [
      'a repository without its owner',
      exampleConfig({ delivery: { repository: 'sessions', environment: 'dev', oidcProvider: 'make' } }),
      /^sessions:delivery\.repository is "sessions"\. Allowed: owner\/name/,
    ],
    [
      'an image without its path',
      exampleConfig({ sandboxImageParameter: 'image' }),
      /^sessions:sandboxImageParameter is "image"/,
    ],
    [
      'a key that is none',
      { ...exampleConfig(), zone: 2 },
      /^sessions:zone is no key of the platform\. Allowed: zones, cidr/,
    ],
    [
      'a key inside that is none',
      search({ nodes: 3 } as Partial<Config['search']>),
      /^sessions:search\.nodes is no key/,
    ],
    [
      'text for a number',
      { ...exampleConfig(), logDays: 'a month' },
      /^sessions:logDays is "a month"\. Allowed: a whole number/,
    ],
  ];

  test.each(cases)('%s', (_, config, said) => {
    expect(problems(config)).toEqual([expect.stringMatching(said)]);
  });

  test('two zones where the region gives fewer', () => {
    expect(
      problems(exampleConfig({ zones: 3, search: { ...exampleConfig().search, instances: 3 } }), 'us-west-1'),
    ).toEqual(['sessions:zones is 3, and us-west-1 gives 2. Allowed: 1 to 2.']);
  });

  test('a region that is missing or unknown', () => {
    expect(checkConfig(exampleConfig(), undefined)).toMatchObject({
      ok: false,
      problems: [{ key: 'aws:region' }],
    });
    expect(problems(exampleConfig(), 'moon-1')).toEqual([
      expect.stringMatching(/^aws:region is "moon-1"\. Allowed: af-south-1, /),
    ]);
  });
});

describe('whatever is wrong', () => {
  test('is told all at once', () => {
    const config = {
      ...exampleConfig({ cidr: 'x', logDays: 2 }),
      zones: 9,
      search: { signIn: 'cognito' },
      odd: 1,
    };
    const keys = checkConfig(config as never, 'moon-1');
    expect(keys.ok ? [] : keys.problems.map(({ key }) => key)).toEqual([
      'aws:region',
      'sessions:zones',
      'sessions:search.instanceType',
      'sessions:search.instances',
      'sessions:search.volumeGib',
      'sessions:search.groups',
      'sessions:odd',
      'sessions:cidr',
      'sessions:logDays',
    ]);
  });

  test('is told for an empty configuration key by key', () => {
    expect(problems({}).map((text) => text.split(' ').slice(0, 3).join(' '))).toEqual([
      'sessions:zones is missing.',
      'sessions:cidr is missing.',
      'sessions:connectivity is missing.',
      'sessions:events is missing.',
      'sessions:allowedAddresses is missing.',
      'sessions:limits is missing.',
      'sessions:search is missing.',
      'sessions:archive is missing.',
      'sessions:logDays is missing.',
      'sessions:operators is missing.',
    ]);
  });

  test('never throws, whatever value stands for a key, and names that key', () => {
    fc.assert(
      fc.property(fc.constantFrom(...Object.keys(exampleConfig())), fc.jsonValue(), (key, value) => {
        const checked = checkConfig({ ...exampleConfig(), [key]: value }, REGION);
        if (!checked.ok)
          for (const problem of checked.problems)
            expect(problem).toEqual({
              key: expect.stringContaining('sessions:'),
              reason: expect.any(String),
            });
        if (!checked.ok) expect(checked.problems.some((problem) => problem.key.includes(key))).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  test('every number of zones that a region does not give is refused, every other one passes', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...Object.keys(ZONES_OF_REGION)),
        fc.integer({ min: 1, max: 3 }),
        (region, zones) => {
          const config = exampleConfig({ zones, search: { ...exampleConfig().search, instances: zones } });
          const enough = zones <= (ZONES_OF_REGION[region] ?? 0);
          expect(problems(config, region)).toHaveLength(enough ? 0 : 1);
        },
      ),
    );
  });

  test('log days are taken exactly where CloudWatch takes them', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4000 }), (logDays) => {
        expect(problems(exampleConfig({ logDays }))).toHaveLength(LOG_DAYS.includes(logDays) ? 0 : 1);
      }),
    );
  });
});
