import type { Sandboxes, SandboxesQuery, WholeSandbox } from '../../../shared/api/sandboxes.ts';
import { type Caller, maySee } from '../../../shared/service/auth.ts';
import { Refusal } from '../../../shared/service/errors.ts';
import type { HttpAnswer, HttpRequest } from '../../../shared/service/http.ts';
import { mapLimit } from '../../../shared/service/parallel.ts';
import { readSandbox, type SandboxDocument } from '../document.ts';
import type { ApiDeps } from '../rights.ts';
import { readSelection } from '../selection.ts';
import { showSandbox } from './show.ts';

const PAGE_SIZE = 50;
const MAX_PAGE_SIZE = 1000;

/** A page of the sandboxes that the caller may see, the newest first: their ids begin with the time backwards. */
export async function listSandboxes(
  request: HttpRequest<unknown, SandboxesQuery>,
  deps: ApiDeps,
): Promise<HttpAnswer> {
  const { after, limit } = request.query;
  const sandboxes = deps.objects['ledger/sandboxes'];
  const page = await sandboxes.list({
    prefix: 'sbx-',
    delimiter: '/',
    ...(after !== undefined && { after }),
    limit: Math.min(MAX_PAGE_SIZE, Math.max(1, Number(limit ?? PAGE_SIZE))),
  });
  const found = await mapLimit(page.objects, 16, ({ key }) =>
    readSandbox(sandboxes, key.replace(/\.json$/, '')),
  );
  const body: Sandboxes = {
    sandboxes: found.flatMap((document) =>
      document && mayRead(request.caller, document) ? [showSandbox(document)] : [],
    ),
    ...(page.next !== undefined && { next: page.next }),
  };
  return { status: 200, body };
}

export async function getSandbox(request: HttpRequest, deps: ApiDeps): Promise<HttpAnswer> {
  const document = await visibleSandbox(request, deps);
  const sessions = await readSelection(deps.objects['ledger/sandboxes'], document.id);
  const body: WholeSandbox = { ...showSandbox(document), sessionIds: sessions.map(({ id }) => id) };
  return { status: 200, body };
}

/** The sandbox of the path. Throws the refusal sandbox-unknown, also where the caller may not see all its sessions. */
export async function visibleSandbox(request: HttpRequest, deps: ApiDeps): Promise<SandboxDocument> {
  const { id = '' } = request.params;
  const document = /^sbx-[a-z0-9]{16}$/.test(id)
    ? await readSandbox(deps.objects['ledger/sandboxes'], id)
    : undefined;
  if (!document || !mayRead(request.caller, document)) throw new Refusal('sandbox-unknown');
  return document;
}

const mayRead = (caller: Caller, { sources }: SandboxDocument): boolean =>
  sources.every((source) => maySee(caller, source));
