import type { SandboxRequest } from '../../../shared/api/sandboxes.ts';
import { writeOnce } from '../../../shared/service/documents.ts';
import { Refusal } from '../../../shared/service/errors.ts';
import type { HttpAnswer, HttpRequest } from '../../../shared/service/http.ts';
import { parseCallback, printCallback } from '../../../shared/session/callback.ts';
import { DEFAULT_SANDBOX_HOURS, newSandboxId } from '../../../shared/session/sandbox.ts';
import { aliveKey, documentKey, readSandbox, type SandboxDocument, sessionsKey } from '../document.ts';
import { beginLife } from '../life.ts';
import type { ApiDeps } from '../rights.ts';
import { readSelection, type Selected } from '../selection.ts';
import { select } from './select.ts';
import { showSandbox } from './show.ts';

/**
 * Writes a request down, with its sessions frozen as they are now. Who repeats it under the same id is told of the
 * same sandbox.
 */
export async function createSandbox(
  request: HttpRequest<SandboxRequest, unknown>,
  deps: ApiDeps,
): Promise<HttpAnswer> {
  const { body, caller } = request;
  const sandboxes = deps.objects['ledger/sandboxes'];
  const now = deps.clock.now();
  const id = body.id ?? newSandboxId(now);
  const callbackAddresses = readCallbacks(body.callbackAddresses ?? []);
  const before = await readSandbox(sandboxes, id);
  if (before) return accepted(before, caller.key);
  const sessions = await select(body, caller, deps);
  const document: SandboxDocument = {
    format: 1,
    id,
    ...(body.name !== undefined && { name: body.name }),
    key: caller.key,
    sources: [...new Set(sessions.map(({ source }) => source))].toSorted(),
    sessions: sessions.length,
    ...(body.query !== undefined && { query: body.query }),
    callbackAddresses,
    life: beginLife(now, body.hours ?? DEFAULT_SANDBOX_HOURS),
  };
  await freeze(id, sessions, deps);
  await sandboxes.put(aliveKey(id), new Uint8Array());
  // Who comes second with the same id is answered with what the first one asked for.
  await deps.announce('SandboxRequested', { sandboxId: id }, () =>
    writeOnce(sandboxes, documentKey(id), document),
  );
  return accepted((await readSandbox(sandboxes, id)) ?? document, caller.key);
}

/**
 * A request that broke off before may have left its selection: it is taken over where it has the same sessions, as
 * they were then. In the meantime they may have been verified or processed.
 */
async function freeze(id: string, sessions: readonly Selected[], deps: ApiDeps): Promise<void> {
  const sandboxes = deps.objects['ledger/sandboxes'];
  if (await writeOnce(sandboxes, sessionsKey(id), { sessions })) return;
  const before = await readSelection(sandboxes, id);
  if (idsOf(before) !== idsOf(sessions)) throw taken();
}

const idsOf = (sessions: readonly Selected[]): string => JSON.stringify(sessions.map(({ id }) => id));

const taken = (): Refusal => new Refusal('request-invalid', 'Another sandbox has this id.', { field: '/id' });

function accepted(document: SandboxDocument, key: string): HttpAnswer {
  if (document.key !== key) throw taken();
  return {
    status: 202,
    body: showSandbox(document),
    headers: { location: `/v1/sandboxes/${document.id}` },
  };
}

function readCallbacks(texts: readonly string[]): string[] {
  const read = texts.map((text, index) => {
    const parsed = parseCallback(text);
    if (!parsed.ok)
      throw new Refusal('callback-invalid', parsed.message, { field: `/callbackAddresses/${index}` });
    return printCallback(parsed.callback);
  });
  return [...new Set(read)];
}
