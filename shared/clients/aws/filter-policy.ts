import { BusError, type FilterPolicy } from '../../ports/bus.ts';
import { checkFilter } from '../check-filter.ts';

/** What an SNS subscription is given: `policy` as JSON in `FilterPolicy`, `scope` in `FilterPolicyScope`. */
export interface SnsFilterPolicy {
  readonly policy: FilterPolicy;
  /** The envelope is the body: an event carries no attributes beside it that could say something else. */
  readonly scope: 'MessageBody';
}

/** The fields of the envelope that are attributes of an event. */
const ATTRIBUTES: readonly string[] = ['type', 'source', 'subject'];

/**
 * The filter as SNS takes it; undefined for one that takes everything, since an empty policy is none. Throws
 * `BadFilter` for what SNS would refuse, and for names that are no attributes: in a body they could match something.
 */
export function snsFilterPolicy(filter: FilterPolicy): SnsFilterPolicy | undefined {
  checkFilter(filter);
  const names = Object.keys(filter);
  const unknown = names.find((name) => !ATTRIBUTES.includes(name));
  if (unknown !== undefined) {
    throw new BusError(
      'BadFilter',
      `The filter policy names "${unknown}": events have ${ATTRIBUTES.join(', ')}.`,
    );
  }
  return names.length === 0 ? undefined : { policy: filter, scope: 'MessageBody' };
}
