import { checkConfig, explainProblems } from '../check-config.ts';
import type { Config } from '../config.ts';
import { captureGraph } from '../graph/capture.ts';
import { readValues } from '../read-config.ts';
import { readStackFile } from '../stack-file.ts';
import type { Captures } from './alternatives.ts';

/** The configuration of a stack, from its file. Throws an Error that names every key that is wrong. */
export function readStackConfig(stack: string): Config {
  const settings = readStackFile(stack);
  const checked = checkConfig(readValues(settings), settings['aws:region']);
  if (!checked.ok) throw new Error(explainProblems(stack, checked.problems));
  return checked.config;
}

/** The stack as it is configured, but with so many zones; each has as many search nodes as before. */
export function inZones(config: Config, zones: number): Config {
  const { search } = config;
  return { ...config, zones, search: { ...search, instances: (search.instances / config.zones) * zones } };
}

/** Networks and addresses that documentation keeps for itself: what a link costs does not depend on them. */
const LABORATORY = { cidrs: ['192.168.0.0/24'] };
const VPN = { address: '192.0.2.1', asn: 65_000 };
const DIRECT_CONNECT = '00000000-0000-4000-8000-000000000000';

/** Captures one stack in all the ways that the report compares. */
export async function captureAll(stack: string): Promise<Captures> {
  const oneZone = inZones(readStackConfig(stack), 1);
  const capture = (config: Config) => captureGraph({ stack, config });
  const linked = (link: Partial<NonNullable<Config['laboratory']>>): Config => ({
    ...oneZone,
    connectivity: 'private',
    laboratory: { ...LABORATORY, ...link },
  });
  const otherEvents = (config: Config): Config => ({
    ...config,
    events: config.events === 'store' ? 'endpoint' : 'store',
  });
  const twoZones = inZones(oneZone, 2);
  // Two at a time: each is a process that loads all of Pulumi.
  const [one, two] = await Promise.all([capture(oneZone), capture(twoZones)]);
  const [oneZoneOtherEvents, twoZonesOtherEvents] = await Promise.all([
    capture(otherEvents(oneZone)),
    capture(otherEvents(twoZones)),
  ]);
  const [vpn, directConnect] = await Promise.all([
    capture(linked({ vpn: VPN })),
    capture(linked({ directConnectGateway: DIRECT_CONNECT })),
  ]);
  return { oneZone: one, twoZones: two, oneZoneOtherEvents, twoZonesOtherEvents, vpn, directConnect };
}
