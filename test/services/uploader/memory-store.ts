import { randomUUID } from 'node:crypto';
import type { Address, Begin, Close, Closed, FileState } from '../../../shared/api/uploads.ts';
import { crc32, crc32Hex } from '../../../shared/session/crc32.ts';
import { partBytes, partCount, partSizeFor } from '../../../shared/session/parts.ts';

export interface StoredObject {
  readonly bytes: Buffer;
  readonly crc32: string;
}

interface OpenUpload {
  readonly path: string;
  readonly parts: Map<number, StoredObject>;
}

interface Grant {
  readonly size: number;
  readonly crc32: string;
  readonly expires: number;
  /** Stores the bytes and answers with the status. */
  accept(object: StoredObject): number;
}

export interface MemoryStore {
  /** Bytes of files and parts that were stored, each time. */
  received: number;
  readonly objects: Map<string, StoredObject>;
  readonly uploads: Map<string, OpenUpload>;
  state(file: Begin['files'][number], committed: boolean): FileState;
  address(
    base: string,
    now: number,
    part: { path: string; fileSize: number; part: number; uploadId?: string; crc32: string },
  ): Address;
  addressFor(
    base: string,
    now: number,
    object: { size: number; crc32: string },
    accept: Grant['accept'],
  ): Address;
  put(id: string, now: number, headers: NodeJS.Dict<string | string[]>, bytes: Buffer): number;
  close(file: Close['files'][number]): Closed['files'][number];
}

const LIFETIME = 15 * 60_000;

/** The objects of one session, write-once, with multipart uploads and signed addresses as the real stores have them. */
export function memoryStore(): MemoryStore {
  const objects = new Map<string, StoredObject>();
  const uploads = new Map<string, OpenUpload>();
  const grants = new Map<string, Grant>();

  const putOnce = (path: string, object: StoredObject): number => {
    if (objects.has(path)) return 412;
    store.received += object.bytes.length;
    objects.set(path, object);
    return 200;
  };

  const putPart = (uploadId: string, part: number, object: StoredObject): number => {
    const upload = uploads.get(uploadId);
    if (!upload) return 404;
    store.received += object.bytes.length;
    upload.parts.set(part, object);
    return 200;
  };

  const store: MemoryStore = {
    received: 0,
    objects,
    uploads,

    state({ path, size, replace }, committed) {
      const about = { path, partSize: partSizeFor(size) };
      if (replace && !committed) objects.delete(path);
      const object = objects.get(path);
      if (object)
        return { ...about, state: object.bytes.length === size ? 'stored' : 'differs', crc32: object.crc32 };
      if (committed || partCount(size) === 1) return { ...about, state: 'missing' };
      const open = [...uploads].find(([, upload]) => upload.path === path);
      const uploadId = open?.[0] ?? randomUUID();
      const upload = open?.[1] ?? { path, parts: new Map() };
      uploads.set(uploadId, upload);
      const parts = [...upload.parts].map(([part, { bytes, crc32: crc }]) => ({
        part,
        size: bytes.length,
        crc32: crc,
      }));
      return { ...about, state: parts.length > 0 ? 'partial' : 'missing', uploadId, parts };
    },

    address(base, now, { path, fileSize, part, uploadId, crc32: crc }) {
      const object = { size: partBytes(fileSize, part), crc32: crc };
      return store.addressFor(base, now, object, (bytes) =>
        uploadId === undefined ? putOnce(path, bytes) : putPart(uploadId, part, bytes),
      );
    },

    addressFor(base, now, { size, crc32: crc }, accept) {
      const id = randomUUID();
      const expires = now + LIFETIME;
      grants.set(id, { size, crc32: crc, expires, accept });
      return {
        method: 'PUT',
        url: `${base}/store/${id}`,
        headers: { 'x-crc32': crc, 'x-grant': id },
        expires,
      };
    },

    put(id, now, headers, bytes) {
      const grant = grants.get(id);
      if (!grant || now >= grant.expires || headers['x-grant'] !== id || headers['x-crc32'] !== grant.crc32)
        return 403;
      if (bytes.length !== grant.size || crc32Hex(crc32(bytes)) !== grant.crc32) return 400;
      return grant.accept({ bytes, crc32: grant.crc32 });
    },

    close({ path, size, uploadId, crc32: crc }) {
      const refused = (code: string) => ({
        path,
        state: 'refused' as const,
        code,
        detail: `${path}: ${code}`,
      });
      const upload = uploads.get(uploadId);
      if (!upload) {
        const object = objects.get(path);
        if (!object) return refused('part-invalid');
        return object.crc32 === crc && object.bytes.length === size
          ? { path, state: 'stored' }
          : refused('file-changed');
      }
      if (upload.parts.size !== partCount(size)) return refused('part-invalid');
      const bytes = Buffer.concat(
        [...upload.parts].toSorted(([a], [b]) => a - b).map(([, part]) => part.bytes),
      );
      if (bytes.length !== size || crc32Hex(crc32(bytes)) !== crc) return refused('file-changed');
      uploads.delete(uploadId);
      objects.set(path, { bytes, crc32: crc });
      return { path, state: 'stored' };
    },
  };
  return store;
}
