import type { Config } from '../../../infra/aws/config.ts';

/** A stack in one zone with public connectivity; a test states only what it is about. */
export const exampleConfig = (more: Partial<Config> = {}): Config => ({
  zones: 1,
  cidr: '10.20.0.0/16',
  connectivity: 'public',
  events: 'endpoint',
  allowedAddresses: ['203.0.113.0/24'],
  limits: { perAddress: 3000, perKeyRate: 20, perKeyBurst: 40, perKeyDaily: 100_000 },
  search: {
    instanceType: 't3.small.search',
    instances: 1,
    volumeGib: 10,
    signIn: 'cognito',
    groups: { everyone: '*', ecg: ['ecg', 'ecg-old'] },
  },
  archive: { lockMode: 'GOVERNANCE', lockYears: 1, glacierAfterDays: 1, deepArchiveAfterDays: 365 },
  logDays: 14,
  operators: ['operators@example.org'],
  ...more,
});

/** The same in two zones, reached by a VPN, with sign-in by the laboratory's own identity provider. */
export const privateConfig = (): Config => {
  const { search } = exampleConfig();
  return exampleConfig({
    zones: 2,
    connectivity: 'private',
    laboratory: { cidrs: ['192.168.0.0/16'], vpn: { address: '198.51.100.7', asn: 65_000 } },
    allowedAddresses: ['192.168.0.0/16'],
    search: {
      ...search,
      instances: 2,
      signIn: 'saml',
      saml: {
        entityId: 'https://idp.example.org',
        metadata: '<EntityDescriptor/>',
        rolesAttribute: 'groups',
      },
    },
  });
};
