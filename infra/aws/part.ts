import * as pulumi from '@pulumi/pulumi';
import type { Config } from './config.ts';
import type { Names, Place } from './names.ts';

/** What every part of the program is made from. */
export interface Context {
  readonly config: Config;
  readonly place: Place;
  readonly names: Names;
}

/** One part of the platform: a node of the tree that `pulumi up` shows, and the parent of its resources. */
export class Part extends pulumi.ComponentResource {
  constructor(name: string) {
    super(`sessions:aws:${name}`, name);
  }
}
