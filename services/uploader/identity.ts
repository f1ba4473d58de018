import { basename } from 'node:path';
import { type FolderResult, parseSessionId, sessionIdFromFolder } from '../../shared/session/id.ts';
import type { Proposal } from '../../shared/session/manifest.ts';
import { PushError } from './errors.ts';

/** Who a session is, as far as its folder's name tells. */
export interface Identity {
  readonly id: string;
  readonly about: Pick<Proposal, 'recordedAt' | 'quarantined'>;
}

/**
 * The id given, or the one that follows from the name of the folder (or file) at the absolute path `root`. Under a
 * given id the name still tells when the session was recorded.
 */
export function identify(root: string, id: string | undefined, source: string | undefined): Identity {
  const name = basename(root);
  // Where the source is not known, the name is read with any: it only shows whether the id would depend on it.
  const fromName = sessionIdFromFolder(name, source ?? 'source');
  const about = aboutOf(fromName);
  if (id !== undefined) {
    const parsed = parseSessionId(id);
    if (!parsed.ok) throw new PushError('session-id-invalid', parsed.message);
    return { id, about };
  }
  if (!fromName.ok) throw new PushError('session-id-invalid', fromName.message, { path: root });
  if (source === undefined && fromName.id !== name)
    throw new PushError('source-needed', `The id of "${name}" begins with its source, and none is named.`, {
      path: root,
    });
  return { id: fromName.id, about };
}

function aboutOf(name: FolderResult): Identity['about'] {
  if (!name.ok) return {};
  const { recordedAt, quarantined } = name;
  return {
    ...(recordedAt !== undefined && { recordedAt }),
    ...(quarantined && { quarantined: [quarantined] }),
  };
}
