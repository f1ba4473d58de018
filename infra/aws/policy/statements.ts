import { type Assertion, at, refersTo, type Violation } from './assertion.ts';
import { type DocumentKind, deniesPlainHttp, type Found, statementsOf } from './documents.ts';

/** Judges every statement of some kinds of policies, and names it as `resource/Sid`. */
export const everyStatement =
  (kinds: readonly DocumentKind[], judge: (found: Found) => string | undefined): Assertion['check'] =>
  (graph) =>
    statementsOf(graph)
      .filter(({ kind }) => kinds.includes(kind))
      .flatMap((found): Violation[] => {
        const detail = judge(found);
        if (detail === undefined) return [];
        const { Sid } = found.statement;
        const { name } = found.resource;
        return [{ resource: Sid ? `${name}/${Sid}` : name, detail }];
      });

/** Each resource of `type` refuses plain HTTP in its own policy or in one that refers to it by `key`. */
export const tlsOnly =
  (type: string, key: string): Assertion['check'] =>
  (graph) => {
    const guards = statementsOf(graph).filter(
      ({ kind, statement }) => kind === 'resource' && deniesPlainHttp(statement),
    );
    return graph.resources
      .filter((resource) => resource.type === type)
      .filter(
        (resource) =>
          !guards.some((guard) => guard.resource === resource || refersTo(at(guard.resource, key), resource)),
      )
      .map(({ name }) => ({ resource: name, detail: 'answers requests without TLS' }));
  };
