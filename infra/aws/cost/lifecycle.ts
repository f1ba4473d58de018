import type { StoreName } from '../../../shared/ports/objects.ts';
import { type Graph, ofType, type Resource } from '../graph/graph.ts';

/** How long an object is in one storage class, in days of its age; `to` is Infinity for the last one. */
export interface Stay {
  readonly storageClass: string;
  readonly from: number;
  readonly to: number;
}

interface Rule {
  readonly status?: string;
  readonly filter?: { readonly prefix?: string; readonly and?: { readonly prefix?: string } };
  readonly transitions?: readonly { readonly days?: number; readonly storageClass: string }[];
  readonly expiration?: { readonly days?: number };
}

/** What becomes of an object of a store as it ages, from the lifecycle rules that hold for the whole bucket. */
export function staysOf(graph: Graph, store: StoreName): readonly Stay[] {
  const rules = rulesOf(graph, store).filter(isForAll);
  const starts = rules
    .flatMap(({ transitions = [] }) => transitions)
    .map(({ days = 0, storageClass }) => ({ storageClass, from: days }))
    .toSorted((a, b) => a.from - b.from);
  const end = Math.min(
    Number.POSITIVE_INFINITY,
    ...rules.flatMap(({ expiration }) => (expiration?.days === undefined ? [] : [expiration.days])),
  );
  return [{ storageClass: 'STANDARD', from: 0 }, ...starts]
    .map((stay, at) => ({ ...stay, to: Math.min(end, starts[at]?.from ?? end) }))
    .filter(({ from, to }) => to > from)
    .flatMap(tiers);
}

function rulesOf(graph: Graph, store: StoreName): readonly Rule[] {
  return ofType(graph, 'aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration')
    .filter((resource) => isOf(graph, resource, store))
    .flatMap(({ inputs }) => (inputs.rules as readonly Rule[] | undefined) ?? []);
}

const isOf = (graph: Graph, { inputs }: Resource, store: StoreName): boolean =>
  String(inputs.bucket).startsWith(`sessions-${graph.stack}-${store}-`);

const isForAll = ({ status = 'Enabled', filter }: Rule): boolean =>
  status === 'Enabled' && !filter?.prefix && !filter?.and?.prefix;

/** Intelligent-Tiering goes on by itself: after 30 and after 90 days in which nobody read the object. */
function tiers(stay: Stay): readonly Stay[] {
  if (stay.storageClass !== 'INTELLIGENT_TIERING') return [stay];
  const at = (days: number) => Math.min(stay.to, stay.from + days);
  return [
    { ...stay, to: at(30) },
    { storageClass: `${stay.storageClass}.infrequent`, from: at(30), to: at(90) },
    { storageClass: `${stay.storageClass}.instant`, from: at(90), to: stay.to },
  ].filter(({ from, to }) => to > from);
}
