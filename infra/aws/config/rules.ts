import { parseCallback } from '../../../shared/session/callback.ts';
import { type Cidr, isPrivate, overlap, parseCidr } from '../cidr.ts';
import type { Config } from '../config.ts';
import { LOG_DAYS } from './log-days.ts';
import { ZONES_OF_REGION } from './regions.ts';
import { LARGEST_VOLUME, searchTypeProblem } from './search-types.ts';
import { shown } from './shape.ts';

/** Keys of the configuration, without `sessions:`; what is wrong with each, or nothing. */
export type Findings = Readonly<Record<string, string | false | undefined>>;

/** A rule beyond the shape. It is asked only where the keys that it reads have their shape. */
export interface Rule {
  readonly reads: readonly (keyof Config)[];
  readonly find: (config: Config, region: string) => Findings;
}

const rule = (reads: readonly (keyof Config)[], find: Rule['find']): Rule => ({ reads, find });

const network = rule(['cidr'], ({ cidr }) => {
  const read = parseCidr(cidr);
  const asks =
    'Allowed: a block of private addresses (10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16), /16 to /22.';
  if (!read.ok) return { cidr: `is ${shown(cidr)}: ${read.why}. ${asks}` };
  if (!isPrivate(read.cidr)) return { cidr: `is ${cidr}, which are public addresses. ${asks}` };
  return { cidr: (read.cidr.prefix < 16 || read.cidr.prefix > 22) && `is ${cidr}. ${asks}` };
});

const zones = rule(['zones'], ({ zones: wanted }, region) => {
  const most = Math.min(ZONES_OF_REGION[region] ?? 3, 3);
  return { zones: wanted > most && `is ${wanted}, and ${region} gives ${most}. Allowed: 1 to ${most}.` };
});

const callers = rule(['allowedAddresses', 'connectivity'], ({ allowedAddresses, connectivity }) =>
  Object.fromEntries(
    allowedAddresses.map((text, index) => [
      `allowedAddresses[${index}]`,
      callerProblem(text, connectivity === 'public'),
    ]),
  ),
);

function callerProblem(text: string, isPublic: boolean): string | undefined {
  const asks = `Allowed: a block of${isPublic ? ' public' : ''} IPv4 addresses, /8 to /32, such as 203.0.113.0/24.`;
  const read = parseCidr(text);
  if (!read.ok) return `is ${shown(text)}: ${read.why}. ${asks}`;
  if (read.cidr.prefix < 8) return `is ${text}: that is no list of who may call. ${asks}`;
  if (isPublic && isPrivate(read.cidr))
    return `is ${text}: over public TLS nobody calls from private addresses. ${asks}`;
  return undefined;
}

const laboratory = rule(['connectivity', 'laboratory', 'cidr'], ({ connectivity, laboratory: lab, cidr }) => {
  if (connectivity === 'public')
    return { laboratory: lab && 'is given. Allowed: with connectivity private only.' };
  if (!lab)
    return {
      laboratory:
        'is missing. Connectivity private needs cidrs, and vpn (address, asn) or directConnectGateway.',
    };
  const own = parseCidr(cidr);
  return {
    ...(!lab.vpn === !lab.directConnectGateway && {
      laboratory: 'needs one of vpn (address, asn) and directConnectGateway.',
    }),
    ...Object.fromEntries(
      lab.cidrs.map((text, index) => [
        `laboratory.cidrs[${index}]`,
        laboratoryProblem(text, own.ok ? own.cidr : undefined),
      ]),
    ),
    'laboratory.vpn.address': lab.vpn && gatewayProblem(lab.vpn.address),
    'laboratory.vpn.asn':
      lab.vpn &&
      (lab.vpn.asn < 1 || lab.vpn.asn > 4_294_967_294) &&
      `is ${lab.vpn.asn}. Allowed: 1 to 4294967294, of private use 64512 to 65534.`,
    'laboratory.directConnectGateway':
      lab.directConnectGateway !== undefined &&
      !/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(lab.directConnectGateway) &&
      `is ${shown(lab.directConnectGateway)}. Allowed: the id of a Direct Connect gateway, 8-4-4-4-12 hexadecimal digits.`,
  };
});

function laboratoryProblem(text: string, own: Cidr | undefined): string | undefined {
  const read = parseCidr(text);
  if (!read.ok) return `is ${shown(text)}: ${read.why}. Allowed: a block such as 192.168.10.0/24.`;
  if (read.cidr.prefix < 8) return `is ${text}. Allowed: /8 to /32.`;
  if (own && overlap(own, read.cidr))
    return `is ${text}, which overlaps sessions:cidr: no route could tell them apart. Allowed: a block outside of it.`;
  return undefined;
}

function gatewayProblem(address: string): string | undefined {
  const read = parseCidr(`${address}/32`);
  if (read.ok && !isPrivate(read.cidr)) return undefined;
  return `is ${shown(address)}. Allowed: the public IPv4 address of the laboratory's gateway, such as 203.0.113.10.`;
}

const search = rule(['search', 'zones'], ({ search: wanted, zones: across }) => {
  const unknown = searchTypeProblem(wanted.instanceType);
  const largest = LARGEST_VOLUME[wanted.instanceType];
  return {
    'search.instanceType': unknown && `is ${shown(wanted.instanceType)}. Allowed: ${unknown}.`,
    'search.instances':
      wanted.instances % across !== 0 &&
      `is ${wanted.instances}, which ${across} zones can't share evenly. Allowed: a multiple of sessions:zones (${across}, ${2 * across} …).`,
    'search.volumeGib':
      largest !== undefined &&
      wanted.volumeGib > largest &&
      `is ${wanted.volumeGib}. Allowed with ${wanted.instanceType}: 10 to ${largest}.`,
  };
});

const signIn = rule(['search'], ({ search: { signIn: way, saml } }) => ({
  'search.saml':
    way === 'saml'
      ? !saml && 'is missing. Sign-in by saml needs entityId, metadata and rolesAttribute.'
      : saml && `is given. Allowed: with search.signIn saml only, which is ${way}.`,
  'search.saml.metadata':
    way === 'saml' &&
    saml &&
    !saml.metadata.trimStart().startsWith('<') &&
    'is no XML. Allowed: the metadata document of the identity provider, as it gives it.',
}));

const NAME = /^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/;

const domain = rule(['domain', 'connectivity'], ({ domain: own, connectivity }, region) => {
  if (!own) return {};
  if (connectivity === 'private')
    return {
      domain: 'is given. Allowed: with connectivity public only; a private API is called by its endpoint.',
    };
  const arn = new RegExp(`^arn:aws:acm:${region}:\\d{12}:certificate/[0-9a-f-]{36}$`);
  return {
    'domain.name':
      !NAME.test(own.name) && `is ${shown(own.name)}. Allowed: a name such as sessions.example.org.`,
    'domain.certificateArn':
      !arn.test(own.certificateArn) &&
      `is ${shown(own.certificateArn)}. Allowed: the certificate of domain.name in ACM, of the stack's own region: arn:aws:acm:${region}:<account>:certificate/<id>.`,
    'domain.hostedZoneId':
      own.hostedZoneId !== undefined &&
      !/^Z[A-Z0-9]{1,31}$/.test(own.hostedZoneId) &&
      `is ${shown(own.hostedZoneId)}. Allowed: the id of a hosted zone of Route 53, Z and letters and digits.`,
  };
});

/** S3 bills 90 days of Glacier Instant Retrieval, however short they were. */
const GLACIER_DAYS = 90;

const archive = rule(['archive'], ({ archive: { glacierAfterDays, deepArchiveAfterDays } }) => ({
  'archive.deepArchiveAfterDays':
    deepArchiveAfterDays < glacierAfterDays + GLACIER_DAYS &&
    `is ${deepArchiveAfterDays}. Allowed: at least archive.glacierAfterDays + ${GLACIER_DAYS} = ${glacierAfterDays + GLACIER_DAYS}.`,
}));

const logs = rule(['logDays'], ({ logDays }) => ({
  logDays: !LOG_DAYS.includes(logDays) && `is ${logDays}. Allowed: ${LOG_DAYS.join(', ')}.`,
}));

const operators = rule(['operators'], (config) =>
  Object.fromEntries(
    config.operators.map((text, index) => {
      const read = parseCallback(text);
      return [`operators[${index}]`, !read.ok && `: ${read.message}`];
    }),
  ),
);

const delivery = rule(['delivery'], ({ delivery: by }) => ({
  'delivery.repository':
    by &&
    !/^[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})\/[A-Za-z0-9._-]{1,100}$/.test(by.repository) &&
    `is ${shown(by.repository)}. Allowed: owner/name.`,
  'delivery.environment':
    by &&
    !/^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$/.test(by.environment) &&
    `is ${shown(by.environment)}. Allowed: letters, digits, _ and -.`,
}));

const image = rule(['sandboxImageParameter'], ({ sandboxImageParameter: name }) => ({
  sandboxImageParameter:
    name !== undefined &&
    !/^\/[A-Za-z0-9._/-]{1,1010}$/.test(name) &&
    `is ${shown(name)}. Allowed: the full name of a parameter, such as /sessions/dev/sandbox-image.`,
}));

export const RULES: readonly Rule[] = [
  network,
  zones,
  callers,
  laboratory,
  search,
  signIn,
  domain,
  archive,
  logs,
  operators,
  delivery,
  image,
];
