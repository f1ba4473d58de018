import type { HttpAnswer, HttpRequest } from '../../../shared/service/http.ts';
import { isOver } from '../life.ts';
import type { ApiDeps } from '../rights.ts';
import { visibleSandbox } from './read.ts';
import { showSandbox } from './show.ts';

/** Asks to end a sandbox: 202, and it ends in a moment; 200 where it has ended already. */
export async function endSandbox(request: HttpRequest, deps: ApiDeps): Promise<HttpAnswer> {
  const document = await visibleSandbox(request, deps);
  if (isOver(document.life)) return { status: 200, body: showSandbox(document) };
  await deps.announce('SandboxEndRequested', { sandboxId: document.id }, async () => undefined);
  return { status: 202, body: showSandbox(document) };
}
