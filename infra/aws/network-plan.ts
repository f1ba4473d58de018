import { type Cidr, cidrText, divide, parseCidr } from './cidr.ts';

/** A subnet that is to be made. */
export interface PlannedSubnet {
  /** `private-0`: the same whatever zone it is in. */
  readonly name: string;
  readonly zone: string;
  readonly cidr: string;
}

export interface NetworkPlan {
  readonly cidr: string;
  /** One a zone. */
  readonly private: readonly PlannedSubnet[];
  /** Blocks that nothing uses yet. */
  readonly free: readonly string[];
}

/** A power of two: one for each of three zones, the rest for what needs subnets of its own. */
const BLOCKS = 8;

/**
 * The subnets of a network. The n-th zone always has the n-th block, so that another zone moves no subnet that is
 * there already.
 * @throws where `cidr` is no CIDR, or there are fewer zones than are wanted; both were checked before.
 */
export function planNetwork(cidr: string, zones: number, given: readonly string[]): NetworkPlan {
  const read = parseCidr(cidr);
  if (!read.ok) throw new Error(`sessions:cidr is ${cidr}: ${read.why}.`);
  if (given.length < zones) throw new Error(`There are ${given.length} zones for ${zones}.`);
  const blocks: readonly Cidr[] = divide(read.cidr, BLOCKS);
  const chosen = [...given].sort().slice(0, zones);
  return {
    cidr,
    private: chosen.map((zone, index) => ({
      name: `private-${index}`,
      zone,
      cidr: cidrText(blocks[index] ?? read.cidr),
    })),
    free: blocks.slice(zones).map(cidrText),
  };
}
