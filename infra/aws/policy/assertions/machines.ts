import { type Assertion, at, each, list, none } from '../assertion.ts';
import { secretIn } from '../secret-in.ts';

const TEMPLATE = 'aws:ec2/launchTemplate:LaunchTemplate';

const text = (value: unknown): string =>
  typeof value === 'string' ? Buffer.from(value, 'base64').toString('utf8') : '';

export const machines: readonly Assertion[] = [
  {
    id: 'ec2-imdsv2',
    title: 'Instances answer only signed questions about themselves, and to themselves only',
    why: 'A program that can be made to fetch an address would hand out the instance’s keys.',
    like: 'Checkov CKV_AWS_79 and 341, CIS 5.6, FSBP EC2.8 and EC2.170',
    check: each(TEMPLATE, (template) => {
      if (at(template, 'metadataOptions.httpTokens') !== 'required') return 'allows IMDSv1';
      return Number(at(template, 'metadataOptions.httpPutResponseHopLimit') ?? 1) === 1
        ? undefined
        : 'answers through a hop';
    }),
  },
  {
    id: 'ec2-volumes-encrypted',
    title: 'Every volume of an instance is encrypted',
    why: 'A snapshot of a disk would be readable.',
    like: 'Checkov CKV_AWS_8 and 106, CIS 2.2.1, FSBP EC2.3',
    check: each(TEMPLATE, (template) => {
      const volumes = list(at(template, 'blockDeviceMappings')) as readonly {
        ebs?: { encrypted?: boolean | string };
      }[];
      const ebs = volumes.flatMap((volume) => (volume.ebs ? [volume.ebs] : []));
      if (ebs.length === 0) return 'does not say that its root volume is encrypted';
      return ebs.every(({ encrypted }) => String(encrypted) === 'true') ? undefined : 'has a plain volume';
    }),
  },
  {
    id: 'ec2-no-public-address',
    title: 'No instance has a public address',
    why: 'People reach it by the Instance Connect Endpoint, which knows who they are.',
    like: 'Checkov CKV_AWS_88, FSBP EC2.9 and EC2.25',
    check: each(TEMPLATE, (template) => {
      const interfaces = list(at(template, 'networkInterfaces')) as readonly {
        associatePublicIpAddress?: boolean | string;
      }[];
      return interfaces.some((one) => String(one.associatePublicIpAddress) === 'true')
        ? 'asks for a public address'
        : undefined;
    }),
  },
  {
    id: 'ec2-no-key-pairs',
    title: 'No instance has a key pair',
    why: 'A private key that several people share can’t be taken from one of them.',
    like: 'FSBP and Prowler: ec2 key pairs',
    check: (graph) => [
      ...none(['aws:ec2/keyPair:KeyPair'], 'is a key pair')(graph),
      ...each(TEMPLATE, (template) => (at(template, 'keyName') ? 'names a key pair' : undefined))(graph),
    ],
  },
  {
    id: 'ec2-user-data-without-secrets',
    title: 'No start script holds a secret',
    why: 'Anyone on the instance can read it.',
    like: 'Checkov CKV_AWS_46, Prowler ec2_launch_template_no_secrets',
    check: each(TEMPLATE, (template) =>
      text(at(template, 'userData'))
        .split('\n')
        .map((line) => /^\s*(?:export\s+)?(\w+)=(.*)$/.exec(line) ?? ['', '', line])
        .map(([, name = '', value = '']) => secretIn(name, value))
        .find((found) => found !== undefined),
    ),
  },
  {
    id: 'ec2-ends-when-stopped',
    title: 'An instance that shuts down is gone',
    why: 'A stopped one is billed for its disks and has lost its files: nobody would look for it.',
    like: 'own',
    check: each(TEMPLATE, (template) =>
      at(template, 'instanceInitiatedShutdownBehavior') === 'terminate'
        ? undefined
        : 'stays when it shuts down',
    ),
  },
];
