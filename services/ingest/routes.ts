import { TokenRequestSchema } from '../../shared/api/auth.ts';
import { ResultsQuerySchema } from '../../shared/api/results.ts';
import { FilesQuerySchema } from '../../shared/api/sessions.ts';
import { AddressesSchema, BeginSchema, CloseSchema, CompleteSchema } from '../../shared/api/uploads.ts';
import { routeFor } from '../../shared/service/http.ts';
import { signAddresses } from './addresses.ts';
import { beginUpload } from './begin.ts';
import { closeFiles } from './close.ts';
import { askCompletion, completeUpload } from './complete.ts';
import { getFiles } from './files.ts';
import { getResults } from './results.ts';
import type { Deps } from './rights.ts';
import { getSession } from './session.ts';
import { giveToken } from './token.ts';

const route = routeFor<Deps>();

export const routes = [
  route({
    method: 'POST',
    path: '/v1/auth/token',
    does: 'Gives a token for an API key.',
    scope: 'public',
    body: TokenRequestSchema,
    handle: giveToken,
  }),
  route({
    method: 'POST',
    path: '/v1/sessions/{id}/uploads',
    does: 'Begins or resumes an upload: says for each file what is there already, and where to cut it.',
    scope: 'sessions:write',
    body: BeginSchema,
    handle: beginUpload,
  }),
  route({
    method: 'POST',
    path: '/v1/sessions/{id}/uploads/addresses',
    does: 'Signs an address for each part whose checksum is known, and for the proposed manifest.',
    scope: 'sessions:write',
    body: AddressesSchema,
    handle: signAddresses,
  }),
  route({
    method: 'POST',
    path: '/v1/sessions/{id}/uploads/closed',
    does: 'Joins the parts of files that are all there.',
    scope: 'sessions:write',
    body: CloseSchema,
    handle: closeFiles,
  }),
  route({
    method: 'POST',
    path: '/v1/sessions/{id}/complete',
    does: 'Asks for the session to be committed as the proposed manifest says.',
    scope: 'sessions:write',
    body: CompleteSchema,
    handle: completeUpload,
  }),
  route({
    method: 'GET',
    path: '/v1/sessions/{id}/uploads/{proposal}',
    does: 'Says what became of a proposed manifest, with the receipt once it is committed.',
    scope: 'sessions:write',
    handle: askCompletion,
  }),
  route({
    method: 'GET',
    path: '/v1/sessions/{id}',
    does: 'Shows one session: record, metadata, quarantined fields, receipt.',
    scope: 'sessions:read',
    handle: getSession,
  }),
  route({
    method: 'GET',
    path: '/v1/sessions/{id}/files',
    does: 'A page of the files of one session, in the order of their paths, each with its address.',
    scope: 'sessions:read',
    query: FilesQuerySchema,
    handle: getFiles,
  }),
  route({
    method: 'GET',
    path: '/v1/sessions/{id}/results',
    does: 'A page of what processing made of one session: tables with their addresses, quality, refused files.',
    scope: 'sessions:read',
    query: ResultsQuerySchema,
    handle: getResults,
  }),
];
