import { ofType } from '../../graph/graph.ts';
import { apiRequests, callsOf } from '../calls.ts';
import { counted, type Meter } from '../quantity.ts';

export const secrets: Meter = ({ graph, usage }) => {
  const part = 'secrets';
  const count = ofType(graph, 'aws:secretsmanager/secret:Secret').length;
  return [
    { part, what: counted(count, 'secret'), price: 'secrets.secret', amount: count },
    {
      part,
      // An upper bound: functions keep what they read while they are warm.
      what: 'reads, at most two an API request',
      price: 'secrets.requests',
      amount: 2 * apiRequests(callsOf(graph, usage)),
    },
    { part, what: 'own keys', price: 'kms.key', amount: ofType(graph, 'aws:kms/key:Key').length },
  ];
};
