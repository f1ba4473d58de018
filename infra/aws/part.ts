import * as pulumi from '@pulumi/pulumi';
import type { Config } from './config.ts';
import type { Names, Place } from './names.ts';
import { TAGGED, tagsOf } from './tags.ts';

/** What every part of the program is made from. */
export interface Context {
  readonly config: Config;
  readonly place: Place;
  readonly names: Names;
}

/**
 * One part of the platform: a node of the tree that `pulumi up` shows, and the parent of its resources, which carry
 * its name as a tag.
 */
export class Part extends pulumi.ComponentResource {
  constructor(name: string) {
    const tags = tagsOf(`sessions-${pulumi.getStack()}`, name);
    super(
      `sessions:aws:${name}`,
      name,
      {},
      {
        transformations: [
          ({ type, props, opts }) =>
            TAGGED.has(type) ? { props: { ...props, tags: { ...tags, ...props.tags } }, opts } : undefined,
        ],
      },
    );
  }
}

/**
 * From now on every role of the program is made with this permissions boundary, whoever makes it. `except`: names of
 * roles that do what no part of the platform may.
 */
export function boundRoles(boundary: pulumi.Input<string>, except: readonly string[]): void {
  pulumi.runtime.registerStackTransformation(({ type, props, opts }) =>
    type === 'aws:iam/role:Role' && !except.includes(props.name)
      ? { props: { ...props, permissionsBoundary: boundary }, opts }
      : undefined,
  );
}
