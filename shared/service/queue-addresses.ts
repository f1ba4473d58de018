/** Where one service's queue and its dead letters are. */
export interface QueueAddress {
  readonly url: string;
  readonly deadUrl: string;
}

export type QueueAddresses = Readonly<Record<string, QueueAddress>>;

/**
 * Short enough for many queues in the 4 KB of a function's variables: queues are named after their services, so that
 * one address and the names say all others.
 */
interface Written {
  /** Of the queue of the first name: a whole address, which can be found and read as one. */
  readonly url?: string;
  /** Services whose queues have the same address but for the name at its end, with `-dead` for the dead letters. */
  readonly names: readonly string[];
  /** Queues that are called otherwise. */
  readonly others?: QueueAddresses;
}

export function writeQueues(queues: QueueAddresses): string {
  const entries = Object.entries(queues);
  const [base] = entries.flatMap(([name, { url }]) => (url.endsWith(name) ? [before(name, url)] : []));
  const follows = ([name, { url, deadUrl }]: [string, QueueAddress]): boolean =>
    base !== undefined && url === base + name && deadUrl === deadUrlOf(url);
  const names = entries.filter(follows).map(([name]) => name);
  const others = entries.filter((entry) => !follows(entry));
  const [first] = names;
  const written: Written = {
    ...(first !== undefined && { url: base + first }),
    names,
    ...(others.length > 0 && { others: Object.fromEntries(others) }),
  };
  return JSON.stringify(written);
}

/** What `writeQueues` wrote, in whole addresses. */
export function readQueues(text: string): QueueAddresses {
  const { url = '', names, others = {} } = JSON.parse(text) as Written;
  const base = before(names[0] ?? '', url);
  const following = names.map((name): [string, QueueAddress] => {
    const own = base + name;
    return [name, { url: own, deadUrl: deadUrlOf(own) }];
  });
  return Object.fromEntries([...following, ...Object.entries(others)]);
}

const deadUrlOf = (url: string): string => `${url}-dead`;
const before = (end: string, text: string): string => text.slice(0, text.length - end.length);
