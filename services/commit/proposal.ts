import { isObjectError, type ObjectBody } from '../../shared/ports/objects.ts';
import { check } from '../../shared/schema/validate.ts';
import { collect, readJson } from '../../shared/service/documents.ts';
import { Refusal } from '../../shared/service/errors.ts';
import { validFilePath } from '../../shared/session/id.ts';
import { clashingPaths, type Proposal, ProposalSchema } from '../../shared/session/manifest.ts';
import { ClaimSchema, claimKey, proposalKey } from '../../shared/session/upload.ts';
import type { Deps } from './rights.ts';

/** The proposed manifest, checked against everything that can be checked without looking at the files. */
export async function readProposal(id: string, proposalId: string, deps: Deps): Promise<Proposal> {
  const uploads = deps.objects['ledger/uploads'];
  const checked = check(ProposalSchema, parse(await collect(await getProposal(id, proposalId, deps))));
  if (!checked.ok) {
    const [problem] = checked.problems;
    throw invalid(`${problem?.field} ${problem?.reason}`, problem?.field);
  }
  const proposal = checked.value;
  if (proposal.session !== id) throw invalid(`It is the manifest of "${proposal.session}".`, '/session');
  const claim = (await readJson(uploads, claimKey(id), ClaimSchema))?.value;
  if (claim?.source !== proposal.source) throw invalid('It names another source than the upload.', '/source');
  checkPaths(proposal);
  return proposal;
}

async function getProposal(id: string, proposalId: string, deps: Deps): Promise<ObjectBody> {
  try {
    return await deps.objects['ledger/uploads'].get(proposalKey(id, proposalId));
  } catch (error) {
    if (isObjectError(error, 'NotFound')) throw new Refusal('manifest-missing');
    throw error;
  }
}

function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new Refusal('manifest-invalid', 'The manifest is not JSON in UTF-8.', {}, { cause });
  }
}

function checkPaths({ files, metadata }: Proposal): void {
  for (const [index, file] of files.entries()) {
    const checked = validFilePath(file.path);
    if (!checked.ok) throw new Refusal('path-invalid', checked.message, { field: `/files/${index}/path` });
  }
  const paths = files.map((file) => file.path);
  const clash = clashingPaths(paths);
  if (clash)
    throw new Refusal('path-twice', `"${clash[0]}" and "${clash[1]}" cannot both be stored.`, {
      field: '/files',
    });
  if (metadata !== null && !paths.includes(metadata))
    throw invalid(`The metadata file ${metadata} is not among the files.`, '/metadata');
}

const invalid = (detail: string, field?: string): Refusal =>
  new Refusal('manifest-invalid', detail, field === undefined ? {} : { field });
