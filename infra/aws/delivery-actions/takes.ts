import type { ScopeName } from '../delivery-scopes.ts';

/**
 * What it takes to make, read, change and remove resources of one type as the provider does it, by what each action
 * is allowed on. From the services' own lists of actions and resources:
 * https://docs.aws.amazon.com/service-authorization/latest/reference/
 */
export type Takes = Readonly<Partial<Record<ScopeName, readonly string[]>>>;

/** `of('sqs')('CreateQueue')` is `sqs:CreateQueue`. */
export const of =
  (service: string) =>
  (...actions: readonly string[]): readonly string[] =>
    actions.map((action) => `${service}:${action}`);
