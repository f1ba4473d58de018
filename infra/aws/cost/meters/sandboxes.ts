import { ofType } from '../../graph/graph.ts';
import { priceKey } from '../prices.ts';
import { HOURS, type Meter } from '../quantity.ts';

/** Nothing stands when there is no sandbox; instance storage is in the price of the hour. */
export const sandboxes: Meter = ({ graph, usage: { sandbox } }) => {
  if (ofType(graph, 'aws:ec2/launchTemplate:LaunchTemplate').length === 0) return [];
  const { hoursPerMonth: hours, instanceType, rootGib } = sandbox;
  return [
    {
      part: 'sandboxes',
      what: `${hours} h of ${instanceType}`,
      price: priceKey('ec2', instanceType),
      amount: hours,
    },
    { part: 'sandboxes', what: 'root volumes', price: 'ebs.gp3', amount: (rootGib * hours) / HOURS },
  ];
};
