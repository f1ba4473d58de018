import { TAGGED } from '../../tags.ts';
import { type Assertion, at, whole } from '../assertion.ts';

/** What holds for the stack as a whole. */
export const account: readonly Assertion[] = [
  {
    id: 'tags-say-whose',
    title: 'Everything that takes tags says which platform and part it belongs to',
    why: 'Bills, searches and clean-ups of an account with several stacks go by tags.',
    like: 'Checkov CKV_AWS tagging, FSBP *.tagged',
    check: ({ resources, stack }) =>
      resources
        .filter(
          (resource) =>
            TAGGED.has(resource.type) &&
            (at(resource, 'tags.platform') !== `sessions-${stack}` || !at(resource, 'tags.part')),
        )
        .map(({ name }) => ({ resource: name, detail: 'has no tags of its platform and part' })),
  },
  {
    id: 'budget-there',
    title: 'Somebody is told when the month gets dearer than planned',
    why: 'A loop that starts machines is seen in the bill first.',
    like: 'AWS Well-Architected COST 2, Prowler budgets',
    check: whole('budget', ({ resources }) =>
      resources.some(({ type }) => type === 'aws:budgets/budget:Budget') ? undefined : 'there is no budget',
    ),
  },
];
