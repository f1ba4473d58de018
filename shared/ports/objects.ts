/**
 * What services ask of an object store, in the platform's words. Every client (file system, S3, simulation)
 * passes test/contracts/objects.ts.
 *
 * Checksums are CRC-32 (ISO-HDLC) as 8 lower-case hexadecimal digits. Times are milliseconds since the epoch.
 */
export type StoreName = 'landing' | 'archive' | 'results' | 'ledger';

export type StorageClass = 'standard' | 'glacier-ir' | 'deep-archive';

export interface ObjectAttributes {
  readonly key: string;
  /** Names these very bytes for good, whatever is written later under the same key. */
  readonly version: string;
  /** For compare-and-set; changes with every write. */
  readonly etag: string;
  readonly size: number;
  /** Checksum of the whole object. */
  readonly crc32: string;
  readonly modified: number;
  readonly storageClass: StorageClass;
  /** Present for archived classes: whether a readable copy is on its way or there, and until when. */
  readonly restore?: { readonly ongoing: boolean; readonly until?: number };
  /** Object lock: no one deletes this version before then. */
  readonly retainUntil?: number;
}

/** First and last byte, both included, zero-based; `end` may be left out for "to the end". */
export interface ByteRange {
  readonly start: number;
  readonly end?: number;
}

export interface ObjectBody {
  readonly attributes: ObjectAttributes;
  /** The bytes of the range asked for, in chunks. Read it or `cancel()` it, or it holds a file open. */
  readonly chunks: AsyncIterable<Uint8Array>;
  cancel(): void;
}

/**
 * An address that a client without rights of its own may call once or more, until `expires`. Signing looks nothing
 * up: what the address asks for is judged when it is used. `expiresIn` is in seconds, at most 7 days.
 */
export interface SignedAddress {
  readonly method: 'GET' | 'PUT';
  readonly url: string;
  /** Headers that were signed: sent exactly so, or the store refuses. */
  readonly headers: Readonly<Record<string, string>>;
  readonly expires: number;
}

export interface UploadedPart {
  /** 1 to 10,000. */
  readonly part: number;
  readonly size: number;
  readonly crc32: string;
  readonly etag: string;
}

export interface OpenUpload {
  readonly key: string;
  readonly uploadId: string;
  /** As `createUpload` was told. `openUploads` leaves it out where the store keeps only the parts themselves. */
  readonly partSize?: number;
  readonly started: number;
}

/** What a listing tells of an object; version and checksum are told by `head`. */
export type ListedObject = Pick<ObjectAttributes, 'key' | 'etag' | 'size' | 'modified' | 'storageClass'>;

export interface ObjectPage {
  /** In the order of the keys' UTF-8 bytes. Current versions only; delete markers are not shown. */
  readonly objects: readonly ListedObject[];
  /** With a delimiter: the distinct key beginnings up to it. */
  readonly prefixes: readonly string[];
  /** Give it back as `after` to go on; absent at the end. */
  readonly next?: string;
}

export interface ObjectRights {
  read: {
    /** Attributes of the current (or the named) version; undefined where there is none. */
    head(key: string, options?: { version?: string }): Promise<ObjectAttributes | undefined>;
    /** Throws NotFound, Archived (not restored), BadRange. */
    get(key: string, options?: { version?: string; range?: ByteRange }): Promise<ObjectBody>;
    signGet(key: string, options: { version?: string; expiresIn: number }): Promise<SignedAddress>;
  };
  /** Naming an object reads nothing of it, and asks nobody. */
  locate: {
    /** Where these bytes are, as people and tools name it: `s3://bucket/key?versionId=…`, or `file://…` on one workstation. */
    location(key: string, options?: { version?: string }): Promise<string>;
  };
  list: {
    list(options: {
      prefix: string;
      delimiter?: '/';
      after?: string;
      /** 1 to 1,000; 1,000 when left out. */
      limit?: number;
    }): Promise<ObjectPage>;
  };
  write: {
    /**
     * Stores a whole small object (at most 5 GB) atomically and durably.
     * `ifNoneMatch: '*'`: only where no current version is. `ifMatch`: only over the version with that ETag.
     * Throws PreconditionFailed, Conflict (try again), ChecksumMismatch.
     */
    put(
      key: string,
      body: Uint8Array,
      options?: {
        ifNoneMatch?: '*';
        ifMatch?: string;
        crc32?: string;
        storageClass?: StorageClass;
        /** Object lock until then. */
        retainUntil?: number;
      },
    ): Promise<ObjectAttributes>;
    /**
     * Stores what comes chunk by chunk, as atomically and durably as `put`, in memory that does not grow with the
     * object (at most 50 TB). Where `chunks` throws, nothing is stored and that error is thrown. A chunk must not be
     * changed once it was handed over. Throws PreconditionFailed, Conflict (try again from the first chunk).
     */
    putStream(
      key: string,
      chunks: AsyncIterable<Uint8Array>,
      options?: { ifNoneMatch?: '*' },
    ): Promise<ObjectAttributes>;
  };
  /** What an upload by somebody else needs: addresses for whole files. */
  address: {
    /** A whole file in one request: written once, its size and checksum signed in. */
    signPut(key: string, options: { size: number; crc32: string; expiresIn: number }): Promise<SignedAddress>;
  };
  /** And for large ones in parts. */
  multipart: {
    /** Parts have exactly `partSize` bytes (5 MiB to 5 GiB), except the last. */
    createUpload(key: string, options: { partSize: number }): Promise<OpenUpload>;
    /** Unfinished uploads of keys with that prefix, oldest first. */
    openUploads(prefix: string): Promise<readonly OpenUpload[]>;
    parts(key: string, uploadId: string): Promise<readonly UploadedPart[]>;
    signPart(
      key: string,
      uploadId: string,
      options: { part: number; size: number; crc32: string; expiresIn: number },
    ): Promise<SignedAddress>;
    /**
     * Joins the parts; only where no current version of the key is. `crc32` is that of the whole object and is
     * checked against the parts. Repeating a call that succeeded gives the same answer.
     * `parts` are all parts that were sent, from 1 on without a gap, as `parts()` gives them.
     * Throws NoSuchUpload, InvalidPart, ChecksumMismatch, PreconditionFailed (the upload then stays open), Conflict.
     */
    completeUpload(
      key: string,
      uploadId: string,
      options: { parts: readonly UploadedPart[]; crc32: string },
    ): Promise<ObjectAttributes>;
    /** Forgets the upload and its parts. One that is aborted or completed already is no error, and stays so. */
    abortUpload(key: string, uploadId: string): Promise<void>;
  };
  remove: {
    /**
     * Hides the key behind a delete marker; every version stays readable by its version id.
     * `ifMatch` removes only the version with that ETag (PreconditionFailed otherwise). A missing key is no error.
     */
    remove(key: string, options?: { ifMatch?: string }): Promise<void>;
  };
  restore: {
    /**
     * Asks for a readable copy for `days`. Repeating is no error: it extends, or goes on waiting. Neither is it one
     * to ask for what is readable as it is. Throws NotFound.
     */
    restore(
      key: string,
      options: { version?: string; days: number; tier: 'standard' | 'bulk' },
    ): Promise<void>;
  };
}

export type ObjectRight = keyof ObjectRights;

/** Everything that a store can do; services get the parts that they asked for. */
export type Objects = ObjectRights['read'] &
  ObjectRights['locate'] &
  ObjectRights['list'] &
  ObjectRights['write'] &
  ObjectRights['address'] &
  ObjectRights['multipart'] &
  ObjectRights['remove'] &
  ObjectRights['restore'];

export type ObjectErrorCode =
  | 'NotFound'
  | 'PreconditionFailed'
  | 'Conflict'
  | 'ChecksumMismatch'
  | 'SizeMismatch'
  | 'BadRange'
  | 'Archived'
  | 'Locked'
  | 'NoSuchUpload'
  | 'InvalidPart'
  | 'InvalidKey'
  | 'AddressExpired'
  | 'AddressInvalid'
  | 'StoreFull';

/** What a store refuses. `Conflict` alone is worth repeating as it is. */
export class ObjectError extends Error {
  override readonly name = 'ObjectError';
  readonly code: ObjectErrorCode;
  constructor(code: ObjectErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

export const isObjectError = (error: unknown, code: ObjectErrorCode): boolean =>
  error instanceof ObjectError && error.code === code;
