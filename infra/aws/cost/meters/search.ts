import { ofType } from '../../graph/graph.ts';
import { priceKey } from '../prices.ts';
import { counted, HOURS, type Meter, type Quantity } from '../quantity.ts';

interface Cluster {
  readonly instanceType?: string;
  readonly instanceCount?: number;
  readonly dedicatedMasterEnabled?: boolean;
  readonly dedicatedMasterType?: string;
  readonly dedicatedMasterCount?: number;
}

export const search: Meter = ({ graph, usage }) => {
  const lines = ofType(graph, 'aws:opensearch/domain:Domain').flatMap(({ inputs }) => {
    const cluster = (inputs.clusterConfig ?? {}) as Cluster;
    const { volumeSize = 0 } = (inputs.ebsOptions ?? {}) as { volumeSize?: number };
    return [
      ...nodes(cluster.instanceType, cluster.instanceCount ?? 1, 'node'),
      ...(cluster.dedicatedMasterEnabled
        ? nodes(cluster.dedicatedMasterType, cluster.dedicatedMasterCount ?? 0, 'dedicated master')
        : []),
      {
        part: 'search',
        what: 'volumes',
        price: 'search.volume',
        amount: volumeSize * (cluster.instanceCount ?? 1),
      } satisfies Quantity,
    ];
  });
  const pools = ofType(graph, 'aws:cognito/userPool:UserPool').length;
  const people: Quantity = {
    part: 'search',
    what: 'people who sign in',
    price: 'cognito.people',
    amount: pools > 0 ? usage.search.people : 0,
  };
  return [...lines, people];
};

function nodes(type: string | undefined, count: number, what: string): readonly Quantity[] {
  const price = priceKey('search', type ?? '');
  return [{ part: 'search', what: `${counted(count, what)} ${type}`, price, amount: count * HOURS }];
}
