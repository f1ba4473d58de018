/** What can be wrong with a folder, or with pushing it, beside what the platform answers (docs/errors.md lists both). */
export const PUSH_ERRORS = {
  'folder-missing': { title: 'There is no such folder or file.', todo: 'Check the name.' },
  'folder-empty': { title: 'There is no file to push.', todo: 'A session has at least one file.' },
  'files-too-many': {
    title: 'A session has at most 100,000 files.',
    todo: 'Push parts of it as sessions of their own, or pack the small files.',
  },
  'file-kind': {
    title: 'Only regular files can be kept; links, sockets and devices mean nothing elsewhere.',
    todo: 'Replace it by the file itself, or take it out of the folder.',
  },
  'file-unreadable': {
    title: 'A file or folder cannot be read.',
    todo: 'Check its permissions and the disk.',
  },
  'file-name': { title: 'A file name is not valid UTF-8.', todo: 'Rename the file.' },
  'path-invalid': { title: 'This cannot be the path of a file in a session.', todo: 'Rename the file.' },
  'path-twice': {
    title: 'Two files would have the same path on some disk.',
    todo: 'Rename one; names that differ only in letter case or Unicode form count as the same.',
  },
  'session-id-invalid': { title: 'This cannot be the id of a session.', todo: 'Name another: --id ID.' },
  'source-needed': {
    title: 'The id begins with the source, and none is named.',
    todo: 'Name it: --source NAME.',
  },
  'session-exists': {
    title: 'A session with this id exists already, with other content. It was not changed.',
    todo: 'Push under another id: --id ID.',
  },
  'file-changed': {
    title: 'A file changed each time it was read.',
    todo: 'Wait until the recording is over, then push again: what is stored already is not sent a second time.',
  },
  'upload-stuck': {
    title: 'The platform keeps answering that a file is not there which was sent.',
    todo: 'Push again; if it stays, look into the log of the platform.',
  },
  'session-refused': {
    title: 'The platform refused the session. Nothing was committed.',
    todo: 'Push again.',
  },
  'commit-late': {
    title: 'Every file is stored, but the platform has not committed the session yet.',
    todo: 'Look at `sessions status`; pushing again asks once more and sends nothing twice.',
  },
  'receipt-differs': {
    title: 'The receipt does not describe what was pushed.',
    todo: 'Keep the local copy and look into the log of the platform.',
  },
} as const;

export type PushErrorCode = keyof typeof PUSH_ERRORS;

/** A push that cannot go on. Nothing of the session was committed, unless the code says so. */
export class PushError extends Error {
  override readonly name = 'PushError';
  readonly code: PushErrorCode;
  readonly todo: string;
  /** Of the file it is about, as the user would name it. */
  readonly path: string | undefined;
  constructor(code: PushErrorCode, detail: string, place: { path?: string } = {}, options?: ErrorOptions) {
    super(detail, options);
    this.code = code;
    this.todo = PUSH_ERRORS[code].todo;
    this.path = place.path;
  }
}
