import { ComputeError, type InstanceNeed, type InstanceOffer } from '../../../ports/compute.ts';

/** A kind of machine with instance storage, x86_64: the launch template's image has to be of that architecture. */
export interface InstanceType {
  readonly name: string;
  readonly vcpus: number;
  /** Bytes of its instance storage, all disks together. */
  readonly storage: number;
  /** Bytes a second that its instance storage takes. */
  readonly writes: number;
  /** Bytes a second that its network always gives; for minutes it gives more. */
  readonly network: number;
  /** Linux, on demand. */
  readonly dollarsPerHour: number;
}

const GB = 1e9;
const type = (
  name: string,
  vcpus: number,
  storageGb: number,
  writeMbPerSecond: number,
  networkGbitPerSecond: number,
  dollarsPerHour: number,
): InstanceType => ({
  name,
  vcpus,
  storage: storageGb * GB,
  writes: writeMbPerSecond * 1e6,
  network: (networkGbitPerSecond * GB) / 8,
  dollarsPerHour,
});

/**
 * The cheapest first. List prices of us-east-1 as known on 2026-11-21, and not read from AWS: other regions differ. Write
 * speeds are measured ones, and for the other sizes of a family in proportion to these.
 */
export const INSTANCE_TYPES: readonly InstanceType[] = [
  type('i4i.large', 2, 468, 280, 0.781, 0.172),
  type('i7i.large', 2, 468, 415, 0.781, 0.1888),
  type('i4i.xlarge', 4, 937, 562, 1.875, 0.343),
  type('i7i.xlarge', 4, 937, 831, 1.875, 0.3776),
  type('i4i.2xlarge', 8, 1875, 1131, 4.687, 0.686),
  type('i7i.2xlarge', 8, 1875, 1662, 4.687, 0.7552),
  type('i4i.4xlarge', 16, 3750, 2262, 9.375, 1.373),
  type('i7i.4xlarge', 16, 3750, 3369, 9.375, 1.5104),
  type('i4i.8xlarge', 32, 2 * 3750, 4524, 18.75, 2.746),
  type('i4i.16xlarge', 64, 4 * 3750, 9048, 37.5, 5.491),
];

/** What the file system and its reserve leave of the storage. */
const USABLE = 0.9;
/** SHA-256 of one core, which is two virtual ones: measured, see test/bench. */
const HASHED_PER_CORE = 260e6;
/** From RunInstances until the instance program runs: booting, and making the file system. */
const START_SECONDS = 90;
/** Where there is none of the type that was quoted, others are taken up to about twice its price. */
const DEARER = 2.1;

/**
 * The types that have room, the one that is offered first; after it those that may stand in for it at a price not
 * far from the quoted one. Throws ComputeError TooLarge.
 */
export function typesFor({ bytes }: InstanceNeed): readonly [InstanceType, ...InstanceType[]] {
  const [first, ...others] = INSTANCE_TYPES.filter(({ storage }) => storage * USABLE >= bytes);
  if (!first) {
    const most = Math.max(...INSTANCE_TYPES.map(({ storage }) => storage * USABLE));
    throw new ComputeError('TooLarge', `No machine has room for ${bytes} bytes: the largest takes ${most}.`);
  }
  return [first, ...others.filter((other) => other.dollarsPerHour <= first.dollarsPerHour * DEARER)];
}

/** The slowest of network, hashing and storage says how fast a type takes in files. */
export const offerOf = ({ name, vcpus, writes, network, dollarsPerHour }: InstanceType): InstanceOffer => ({
  type: name,
  dollarsPerHour,
  bytesPerSecond: Math.floor(Math.min(network, writes, (vcpus / 2) * HASHED_PER_CORE)),
  startSeconds: START_SECONDS,
});
