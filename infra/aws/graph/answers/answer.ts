import { createHash } from 'node:crypto';
import type { Place } from '../../names.ts';

export interface Asked {
  readonly type: string;
  readonly name: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly place: Place;
}

export interface Answered {
  readonly id: string;
  readonly outputs: Readonly<Record<string, unknown>>;
}

/** What AWS answers for one type of resource. `arn` writes ARNs of the place in the usual form. */
export type Answer = (
  asked: Asked & { readonly arn: (service: string, resource: string) => string },
) => Answered;

/** By the type of the resource, as Pulumi writes it. */
export type Answers = Readonly<Record<string, Answer>>;

/** `length` hexadecimal digits that follow from the name alone, as AWS's random ids look. */
export const digits = (seed: string, length: number): string =>
  createHash('sha256').update(seed).digest('hex').slice(0, length);

/** A UUID that follows from the seed alone. */
export function uuid(seed: string): string {
  const hex = digits(seed, 32);
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

export const text = (value: unknown, otherwise: string): string =>
  typeof value === 'string' && value !== '' ? value : otherwise;
