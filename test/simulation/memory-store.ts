import { type ObjectAttributes, ObjectError, type Objects } from '../../shared/ports/objects.ts';
import { crcOf } from '../make.ts';

interface Stored {
  readonly attributes: ObjectAttributes;
  readonly bytes: Uint8Array;
}

/** What a store holds outlives every process. */
export interface MemoryStore extends Objects {
  /** Bytes of one version, for whoever looks at the end. */
  bytesOf(key: string, version: string): Uint8Array | undefined;
}

const absent = (): never => {
  throw new Error('Nobody in the simulation uploads in parts.');
};

/** An object store in memory: versions, conditions and listing as the port promises; files come whole. */
export function openMemoryStore(now: () => number): MemoryStore {
  const versions = new Map<string, Stored>();
  const current = new Map<string, Stored>();
  let count = 0;

  const find = (key: string, version?: string): Stored | undefined =>
    version === undefined ? current.get(key) : versions.get(`${version} ${key}`);

  function put(
    key: string,
    body: Uint8Array,
    { ifNoneMatch, ifMatch }: { ifNoneMatch?: '*'; ifMatch?: string } = {},
  ): ObjectAttributes {
    const there = current.get(key);
    if (ifNoneMatch && there) throw new ObjectError('PreconditionFailed', `${key} is there.`);
    if (ifMatch !== undefined && there?.attributes.etag !== ifMatch)
      throw new ObjectError('PreconditionFailed', `${key} has another ETag.`);
    count += 1;
    const bytes = new Uint8Array(body);
    const attributes: ObjectAttributes = {
      key,
      version: `v${count}`,
      etag: `e${count}`,
      size: bytes.byteLength,
      crc32: crcOf(bytes),
      modified: now(),
      storageClass: 'standard',
    };
    current.set(key, { attributes, bytes });
    versions.set(`${attributes.version} ${key}`, { attributes, bytes });
    return attributes;
  }

  return {
    bytesOf: (key, version) => find(key, version)?.bytes,
    head: async (key, { version } = {}) => find(key, version)?.attributes,
    get: async (key, { version, range } = {}) => {
      const found = find(key, version);
      if (!found) throw new ObjectError('NotFound', `${key} is not there.`);
      // A copy: whoever reads may hand its memory on.
      const bytes = new Uint8Array(
        range ? found.bytes.slice(range.start, (range.end ?? Infinity) + 1) : found.bytes,
      );
      return {
        attributes: found.attributes,
        chunks: (async function* () {
          yield bytes;
        })(),
        cancel: () => undefined,
      };
    },
    signGet: async (key, { version, expiresIn }) => ({
      method: 'GET',
      url: `memory:${key}?version=${version ?? ''}`,
      headers: {},
      expires: now() + expiresIn * 1000,
    }),
    location: async (key) => `memory:${key}`,
    list: async ({ prefix, delimiter, after = '', limit = 1000 }) => {
      const keys = [...current.keys()].filter((key) => key.startsWith(prefix) && key > after).toSorted();
      const folderOf = (key: string): string | undefined => {
        const end = delimiter ? key.indexOf(delimiter, prefix.length) : -1;
        return end < 0 ? undefined : key.slice(0, end + 1);
      };
      const page = keys.slice(0, limit);
      const objects = page.flatMap((key) =>
        folderOf(key) === undefined ? (current.get(key)?.attributes ?? []) : [],
      );
      const prefixes = [...new Set(page.flatMap((key) => folderOf(key) ?? []))];
      const next = keys.length > limit ? page.at(-1) : undefined;
      return { objects, prefixes, ...(next !== undefined && { next }) };
    },
    put: async (key, body, options) => put(key, body, options),
    putStream: async (key, chunks, options) =>
      put(key, Buffer.concat(await Array.fromAsync(chunks)), options),
    remove: async (key, { ifMatch } = {}) => {
      if (ifMatch !== undefined && current.get(key)?.attributes.etag !== ifMatch)
        throw new ObjectError('PreconditionFailed', `${key} has another ETag.`);
      current.delete(key);
    },
    restore: async () => undefined,
    openUploads: async () => [],
    signPut: absent,
    createUpload: absent,
    parts: absent,
    signPart: absent,
    completeUpload: absent,
    abortUpload: async () => undefined,
  };
}
