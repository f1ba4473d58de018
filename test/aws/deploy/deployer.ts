import type { Resource } from '../../../infra/aws/graph/graph.ts';
import type { Clients } from './clients.ts';

/** Makes one resource of the graph; what it was really called replaces what the program planned. */
export type Deployer = (inputs: Inputs, clients: Clients, resource: Resource) => Promise<Real>;

/** Real values of planned outputs, by the output's name: `{ id: 'subnet-1234' }`. */
export type Real = Readonly<Record<string, string | undefined>>;

/** By Pulumi's type token. */
export type Deployers = Readonly<Record<string, Deployer>>;

/** Inputs as Pulumi has them: plain JSON, read here without its types. */
// biome-ignore lint/suspicious/noExplicitAny: the program's types have checked them; what the emulator refuses fails.
export type Inputs = any;

export const NOTHING: Real = {};

export const tagList = (
  tags: Readonly<Record<string, string>> | undefined,
): { Key: string; Value: string }[] => Object.entries(tags ?? {}).map(([Key, Value]) => ({ Key, Value }));
