import type { Takes } from './delivery-actions/takes.ts';
import { THEMES } from './delivery-actions.ts';
import { deliveryDenials } from './delivery-denials.ts';
import { type Scope, type ScopeContext, type ScopeName, scopesOf } from './delivery-scopes.ts';
import { LOOK_UP, readState, writeState } from './delivery-state.ts';
import { type Statement, sidOf } from './rights/statement.ts';

/**
 * What deploying takes, theme by theme: each is a managed policy of the role, since all together are longer than what
 * a role may hold in itself. Actions are those that the program's types of resources take (delivery-actions.ts), by
 * the stack's names, or by its tag where AWS gives the names.
 */
export const deployPolicies = (context: ScopeContext): Readonly<Record<string, readonly Statement[]>> =>
  Object.fromEntries(
    Object.entries(THEMES).map(([theme, types]) => [theme, statementsFor(Object.values(types), context)]),
  );

/** What stays in the role itself: the state of its stack, and what is never allowed. */
export const deployCore = ({ names, place }: ScopeContext): readonly Statement[] => [
  readState(place),
  writeState(place),
  LOOK_UP,
  ...deliveryDenials(names, place),
];

/** All that the role may do and may never do. */
export const deployStatements = (context: ScopeContext): readonly Statement[] => [
  ...Object.values(deployPolicies(context)).flat(),
  ...deployCore(context),
];

/** One statement for each scope that some type needs and that this configuration has. */
function statementsFor(types: readonly Takes[], context: ScopeContext): readonly Statement[] {
  const scopes: Readonly<Record<string, Scope>> = scopesOf(context);
  return Object.entries(scopes).flatMap(([name, { Resource, Condition }]) => {
    const actions = new Set(types.flatMap((takes) => takes[name as ScopeName] ?? []));
    if (actions.size === 0 || Resource.length === 0) return [];
    const Sid = sidOf(name);
    return [
      {
        Sid,
        Effect: 'Allow' as const,
        Action: [...actions].sort(),
        Resource,
        ...(Condition && { Condition }),
      },
    ];
  });
}
