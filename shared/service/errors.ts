/**
 * Every error that the platform can answer with: stable code, HTTP status, what happened, what to do.
 * docs/errors.md is generated from this table, and a test holds both together.
 */
export const ERRORS = {
  'request-invalid': {
    status: 400,
    title: 'The request does not fit its schema.',
    todo: 'Correct the field that the answer names.',
  },
  'body-not-json': { status: 400, title: 'The body is not JSON in UTF-8.', todo: 'Send a JSON object.' },
  'body-too-large': {
    status: 413,
    title: 'The body is larger than a request may be (5 MiB).',
    todo: 'Send fewer files a page: up to 500 files, up to 200 parts.',
  },
  'answer-too-large': {
    status: 400,
    title: 'The answer is larger than one answer may be (5.5 MB).',
    todo: 'Ask for a smaller page, or narrow the query.',
  },
  'route-unknown': {
    status: 404,
    title: 'There is nothing at this address.',
    todo: 'See docs/api.md for the routes.',
  },
  'method-not-allowed': {
    status: 405,
    title: 'This address does not know that method.',
    todo: 'The header Allow lists the methods that it knows.',
  },
  'key-invalid': {
    status: 401,
    title: 'The API key is unknown, revoked or expired.',
    todo: 'Ask for a new key; on the local platform run the command in the same home, or set SESSIONS_KEY.',
  },
  'token-missing': {
    status: 401,
    title: 'The request carries no token.',
    todo: 'Get one: POST /v1/auth/token.',
  },
  'token-invalid': {
    status: 401,
    title: 'The token has expired or is not ours.',
    todo: 'Get a new one: POST /v1/auth/token.',
  },
  'scope-missing': {
    status: 403,
    title: 'The key has no right to do this.',
    todo: 'Use a key with the scope that the answer names.',
  },
  'source-forbidden': {
    status: 403,
    title: 'The key may not write sessions of this source.',
    todo: 'Use one of the sources of the key, or a key with this source.',
  },
  'address-forbidden': {
    status: 403,
    title: 'The API does not answer to this network address.',
    todo: 'Call from an allowed network: `allowedAddresses` in the configuration of the stack.',
  },
  'too-many-requests': {
    status: 429,
    title: 'More requests came than are allowed in this time.',
    todo: 'Wait as long as the header Retry-After says; what was accepted before is kept.',
  },
  'quota-exceeded': {
    status: 429,
    title: 'The key has used up its requests of this day.',
    todo: 'Go on tomorrow (UTC), or ask for a larger `limits.perKeyDaily` in the configuration of the stack.',
  },
  'source-needed': {
    status: 400,
    title: 'The key has several sources, and the request names none.',
    todo: 'Name the source: `sessions push DIR --source NAME`.',
  },
  'session-id-invalid': {
    status: 400,
    title: 'This cannot be the id of a session.',
    todo: 'Use letters, digits, dot, underscore and hyphen, at most 128, beginning with a letter or digit: `--id ID`.',
  },
  'session-unknown': {
    status: 404,
    title: 'There is no such session, or the key may not see it.',
    todo: 'Check the id and the source of the key.',
  },
  'session-exists': {
    status: 409,
    title: 'A session with this id exists already, with other content. It was not changed.',
    todo: 'Push under another id: `--id ID`.',
  },
  'upload-unknown': {
    status: 404,
    title: 'No upload of this session was begun.',
    todo: 'Begin with POST /v1/sessions/{id}/uploads.',
  },
  'path-invalid': {
    status: 400,
    title: 'This cannot be the path of a file in a session.',
    todo: 'Use a relative path with forward slashes, without "." or ".." segments or control characters.',
  },
  'path-twice': {
    status: 400,
    title: 'Two files would have the same path.',
    todo: 'Rename one; names that differ only in letter case or Unicode form count as the same.',
  },
  'size-invalid': {
    status: 400,
    title: 'A file of this size cannot be stored.',
    todo: 'Files have 0 to 5 TB and at most 10,000 parts.',
  },
  'part-invalid': {
    status: 400,
    title: 'The part does not belong to this file.',
    todo: 'Ask again what is missing: POST /v1/sessions/{id}/uploads.',
  },
  'file-changed': {
    status: 409,
    title: 'The stored file has other bytes than announced.',
    todo: 'Push again: what differs is sent anew until the session is complete.',
  },
  'manifest-missing': {
    status: 409,
    title: 'The proposed manifest was not put.',
    todo: 'Put it at the address that /uploads/addresses gives, then complete.',
  },
  'manifest-invalid': {
    status: 400,
    title: 'The manifest cannot be used.',
    todo: 'The answer names the first problem. Nothing was stored.',
  },
  'file-missing': {
    status: 409,
    title: 'The manifest names a file that was not uploaded.',
    todo: 'Push again: what is missing is sent.',
  },
  'checksum-mismatch': {
    status: 409,
    title: 'Size or checksum in the manifest differ from what the store holds.',
    todo: 'Push again from the original files.',
  },
  'hash-mismatch': {
    status: 409,
    title: 'A file read back from the archive does not have the SHA-256 that its source gave.',
    todo: 'Keep the local copy. See docs/runbooks/verify.md.',
  },
  'query-invalid': {
    status: 400,
    title: 'The query cannot be read.',
    todo: 'The answer gives the position and what was probably meant; see docs/queries.md.',
  },
  'page-expired': {
    status: 410,
    title: 'This page of results is no longer held.',
    todo: 'Search again from the first page.',
  },
  'callback-invalid': {
    status: 400,
    title: 'This is no address for messages.',
    todo: 'Give an e-mail address, a phone number such as +49 30 123456, a Slack #channel, or slack:webhook.',
  },
  'selection-empty': {
    status: 400,
    title: 'The selection holds no session.',
    todo: 'Name sessions, or look what the query finds: `sessions find QUERY`.',
  },
  'selection-too-large': {
    status: 400,
    title: 'A sandbox takes up to 1,000 sessions with up to 200,000 files.',
    todo: 'Select fewer, or make several sandboxes.',
  },
  'sandbox-unknown': {
    status: 404,
    title: 'There is no such sandbox, or the key may not see it.',
    todo: 'List them: `sessions sandbox list`.',
  },
  'sandbox-late': {
    status: 504,
    title: 'The sandbox was not ready within 72 hours.',
    todo: 'See docs/runbooks/sandbox.md, then ask for it again.',
  },
  'no-capacity': {
    status: 503,
    title: 'There is no machine for the sandbox.',
    todo: 'Ask for it later, or for less.',
  },
  'instance-lost': {
    status: 502,
    title: 'The instance ended by itself before its sandbox was ready.',
    todo: 'See docs/runbooks/sandbox.md, then ask for it again.',
  },
  'instance-silent': {
    status: 504,
    title: 'The instance was no longer heard of before its sandbox was ready.',
    todo: 'See docs/runbooks/sandbox.md, then ask for it again.',
  },
  'disk-full': {
    status: 507,
    title: 'The instance has no room for the files of the sandbox.',
    todo: 'Free space, or select less.',
  },
  'copy-differs': {
    status: 502,
    title: 'A file on the instance has other bytes than its manifest says, also when it was read again.',
    todo: 'The failure names the file. See docs/runbooks/sandbox.md.',
  },
  'event-invalid': {
    status: 400,
    title: 'An event does not fit its schema.',
    todo: 'The event is kept in the inbox: `sessions failures`.',
  },
  'delivery-exhausted': {
    status: 500,
    title: 'An event could not be handled in all its attempts.',
    todo: 'The event is kept in the inbox with the last error: `sessions failures`.',
  },
  'failure-unknown': {
    status: 404,
    title: 'There is no such failure.',
    todo: 'List them: `sessions failures`.',
  },
  'search-unavailable': {
    status: 503,
    title: 'Search does not answer.',
    todo: 'Try again in a moment; nothing that was accepted is lost.',
  },
  'search-rejected': {
    status: 400,
    title: 'The search engine refused this search.',
    todo: 'Make the query simpler; see docs/queries.md.',
  },
  'mail-unavailable': {
    status: 503,
    title: 'A message to a person could not be sent now.',
    todo: 'Nothing: it is sent again by itself. Where it stays so, see docs/runbooks/notify.md.',
  },
  'message-undeliverable': {
    status: 502,
    title: 'A message to a person was refused for good, or its address is none.',
    todo: 'The failure has the reason and the event. See docs/runbooks/notify.md.',
  },
  'store-full': {
    status: 507,
    title: 'The disk of the platform is full.',
    todo: 'Free space, then push again: it goes on where it stopped.',
  },
  'internal-error': {
    status: 500,
    title: 'The platform failed at something that is no fault of the request.',
    todo: 'Try again; if it stays, look into the log for the request id.',
  },
} as const satisfies Record<string, { status: number; title: string; todo: string }>;

export type ErrorCode = keyof typeof ERRORS;

/** Where in the input the trouble is: a JSON pointer or a path; and, for texts, from which character on. */
export interface ErrorPlace {
  readonly field?: string;
  readonly position?: number;
  readonly hint?: string;
}

/** The input is wrong: it is told, recorded with its cause, and never retried blindly. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly code: ErrorCode;
  readonly place: ErrorPlace;
  constructor(code: ErrorCode, detail?: string, place: ErrorPlace = {}, options?: ErrorOptions) {
    super(detail ?? ERRORS[code].title, options);
    this.code = code;
    this.place = place;
  }
}

/** Something that may work the next time: thrown, so that the queue delivers again or the client repeats. */
export class Fault extends Error {
  override readonly name = 'Fault';
  readonly code: ErrorCode;
  constructor(code: ErrorCode, detail?: string, options?: ErrorOptions) {
    super(detail ?? ERRORS[code].title, options);
    this.code = code;
  }
}
