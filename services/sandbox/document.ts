import Type, { type Static } from 'typebox';
import { isObjectError, type ObjectRights } from '../../shared/ports/objects.ts';
import { readJson } from '../../shared/service/documents.ts';
import { Fault } from '../../shared/service/errors.ts';
import { LifeSchema } from './life-types.ts';

/** A sandbox as it stands: `<id>.json` in the area `ledger/sandboxes`, changed by compare-and-set only. */
export const DocumentSchema = Type.Object({
  format: Type.Literal(1),
  id: Type.String(),
  name: Type.Optional(Type.String()),
  /** Id of the API key that asked for it. */
  key: Type.String(),
  /** Of its sessions: who may see all of them may see the sandbox. */
  sources: Type.Array(Type.String()),
  sessions: Type.Integer(),
  query: Type.Optional(Type.String()),
  callbackAddresses: Type.Array(Type.String()),
  life: LifeSchema,
});

export type SandboxDocument = Static<typeof DocumentSchema>;

/** Keys in the area `ledger/sandboxes`. */
export const documentKey = (id: string): string => `${id}.json`;
export const sessionsKey = (id: string): string => `${id}/sessions.json`;
export const filesKey = (id: string, page: number): string => `${id}/files/${page}.json`;
/** There as long as something is left to be done: what the clock looks at. */
export const ALIVE = 'alive/';
export const aliveKey = (id: string): string => `${ALIVE}${id}`;

export async function readSandbox(
  sandboxes: ObjectRights['read'],
  id: string,
): Promise<SandboxDocument | undefined> {
  return (await readJson(sandboxes, documentKey(id), DocumentSchema))?.value;
}

/**
 * Changes a sandbox by compare-and-set: on conflict it is read again and `change` is applied to what is there then.
 * Undefined where there is none.
 */
export async function changeSandbox<R extends { readonly document: SandboxDocument }>(
  sandboxes: ObjectRights['read'] & ObjectRights['write'],
  id: string,
  change: (document: SandboxDocument) => R,
): Promise<R | undefined> {
  for (let attempt = 1; attempt <= 20; attempt += 1) {
    const current = await readJson(sandboxes, documentKey(id), DocumentSchema);
    if (!current) return undefined;
    const changed = change(current.value);
    if (changed.document === current.value) return changed;
    try {
      const bytes = Buffer.from(JSON.stringify(changed.document, null, 1));
      await sandboxes.put(documentKey(id), bytes, { ifMatch: current.etag });
      return changed;
    } catch (error) {
      if (!isObjectError(error, 'PreconditionFailed') && !isObjectError(error, 'Conflict')) throw error;
    }
  }
  throw new Fault('internal-error', `The sandbox ${id} changed too often to be changed.`);
}
