import type { Graph } from '../graph/graph.ts';
import type { Assertion, Violation } from './assertion.ts';
import { ASSERTIONS } from './assertions/index.ts';
import { EXCEPTIONS, type Exception } from './exceptions.ts';

export interface Judgement {
  readonly assertion: Assertion;
  /** Not accepted by an exception. */
  readonly violations: readonly Violation[];
  /** Accepted. */
  readonly excepted: readonly { readonly violation: Violation; readonly exception: Exception }[];
}

/** Checks every assertion on a graph. It passes where no judgement has violations. */
export function judge(
  graph: Graph,
  assertions: readonly Assertion[] = ASSERTIONS,
  exceptions: readonly Exception[] = EXCEPTIONS,
): readonly Judgement[] {
  return assertions.map((assertion) => {
    const own = exceptions.filter((exception) => exception.assertion === assertion.id);
    const judged = assertion
      .check(graph)
      .map((violation) => ({ violation, exception: own.find((one) => covers(one, violation)) }));
    return {
      assertion,
      violations: judged.flatMap(({ violation, exception }) => (exception ? [] : [violation])),
      excepted: judged.flatMap(({ violation, exception }) => (exception ? [{ violation, exception }] : [])),
    };
  });
}

function covers({ resource }: Exception, violation: Violation): boolean {
  return resource.endsWith('*')
    ? violation.resource.startsWith(resource.slice(0, -1))
    : violation.resource === resource;
}

/** Exceptions that no violation of any of the judgements needed: what was accepted is no longer so. */
export function unneeded(
  judgements: readonly Judgement[],
  exceptions: readonly Exception[] = EXCEPTIONS,
): readonly Exception[] {
  const needed = new Set(judgements.flatMap(({ excepted }) => excepted.map(({ exception }) => exception)));
  return exceptions.filter((exception) => !needed.has(exception));
}
