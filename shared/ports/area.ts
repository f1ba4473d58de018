import { ObjectError, type Objects } from './objects.ts';

/**
 * A part of a store as a store of its own: keys are relative to `prefix`, which ends with '/' (or is empty for the
 * whole store), and with `only` all others are refused as InvalidKey. What lies outside cannot be named.
 */
export function openArea(store: Objects, prefix: string, only?: RegExp): Objects {
  if (prefix === '' && !only) return store;
  const full = (key: string): string => {
    if (only?.test(key) === false)
      throw new ObjectError('InvalidKey', `${key} is outside of what may be used here.`);
    return prefix + key;
  };
  const relative = <T extends { readonly key: string }>(attributes: T): T => ({
    ...attributes,
    key: attributes.key.slice(prefix.length),
  });
  return {
    head: async (key, options) => {
      const attributes = await store.head(full(key), options);
      return attributes && relative(attributes);
    },
    get: async (key, options) => {
      const body = await store.get(full(key), options);
      return { attributes: relative(body.attributes), chunks: body.chunks, cancel: () => body.cancel() };
    },
    signGet: (key, options) => store.signGet(full(key), options),
    location: (key, options) => store.location(full(key), options),
    list: async (options) => {
      const page = await store.list({
        ...options,
        prefix: full(options.prefix),
        ...(options.after !== undefined && { after: full(options.after) }),
      });
      return {
        objects: page.objects.map(relative),
        prefixes: page.prefixes.map((found) => found.slice(prefix.length)),
        ...(page.next !== undefined && { next: page.next.slice(prefix.length) }),
      };
    },
    put: async (key, body, options) => relative(await store.put(full(key), body, options)),
    putStream: async (key, chunks, options) => relative(await store.putStream(full(key), chunks, options)),
    signPut: (key, options) => store.signPut(full(key), options),
    createUpload: async (key, options) => ({ ...(await store.createUpload(full(key), options)), key }),
    openUploads: async (start) =>
      (await store.openUploads(full(start))).map((upload) => ({
        ...upload,
        key: upload.key.slice(prefix.length),
      })),
    parts: (key, uploadId) => store.parts(full(key), uploadId),
    signPart: (key, uploadId, options) => store.signPart(full(key), uploadId, options),
    completeUpload: async (key, uploadId, options) =>
      relative(await store.completeUpload(full(key), uploadId, options)),
    abortUpload: (key, uploadId) => store.abortUpload(full(key), uploadId),
    remove: (key, options) => store.remove(full(key), options),
    restore: (key, options) => store.restore(full(key), options),
  };
}
