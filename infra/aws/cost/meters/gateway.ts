import { ofType } from '../../graph/graph.ts';
import { apiRequests, callsOf } from '../calls.ts';
import { counted, DAYS, GB, type Meter } from '../quantity.ts';

export const gateway: Meter = ({ graph, usage }) => {
  const requests = apiRequests(callsOf(graph, usage));
  const acls = ofType(graph, 'aws:wafv2/webAcl:WebAcl');
  const rules = acls.reduce((sum, { inputs }) => sum + ((inputs.rules as unknown[]) ?? []).length, 0);
  const part = 'gateway';
  return [
    { part, what: 'API requests', price: 'api.requests', amount: requests },
    { part, what: 'WAF, access list', price: 'waf.acl', amount: acls.length },
    { part, what: `WAF, ${counted(rules, 'rule')}`, price: 'waf.rule', amount: rules },
    { part, what: 'WAF, requests', price: 'waf.requests', amount: acls.length > 0 ? requests : 0 },
    {
      part,
      what: 'downloads over the internet',
      price: 'transfer.out',
      amount: (usage.day.bytesOut * DAYS) / GB,
    },
  ];
};
