import type { SandboxDocument } from '../document.ts';
import type { ActionName, Fact } from '../life-types.ts';
import type { AnyDeps, LifeDeps } from '../rights.ts';
import { endInstances } from './end-instances.ts';
import { launch } from './launch.ts';
import { look } from './look.ts';
import { quote } from './quote.ts';
import { restore } from './restore.ts';
import { tell } from './tell.ts';

/** Does one action and gives the facts that it brings. Every action can be repeated. */
type Action<D> = (document: SandboxDocument, deps: D) => Promise<Fact[]>;

/** The actions that somebody has the rights for. */
export type Actions<D> = { readonly [A in ActionName]?: Action<D> };

/** What the report of an instance can lead to. */
export const reportActions: Actions<AnyDeps> = {
  'end-instance': endInstances,
  'tell-ready': (document, deps) => tell('ready', document, deps),
  'tell-expiring': (document, deps) => tell('expiring', document, deps),
  'tell-ended': (document, deps) => tell('ended', document, deps),
  'tell-failed': (document, deps) => tell('failed', document, deps),
};

export const everyAction: Actions<LifeDeps> = { ...reportActions, quote, restore, launch, look };
