import { createHmac, createSecretKey, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Clock } from '../../../ports/clock.ts';
import { checkExpiresIn } from '../../../ports/object-limits.ts';
import { ObjectError, type SignedAddress } from '../../../ports/objects.ts';

export const PATH_PREFIX = '/store/';
export const CRC32_HEADER = 'x-sessions-crc32';

/** Of a PUT, these are part of the signature, also by their absence. */
const SIGNED_HEADERS = ['content-length', CRC32_HEADER, 'if-none-match'] as const;
const SIGNATURE = '&signature=';

/** What a signed address lets its bearer do. */
export interface Permission {
  readonly method: 'GET' | 'PUT';
  readonly store: string;
  readonly key: string;
  readonly version?: string | undefined;
  readonly uploadId?: string | undefined;
  readonly part?: number | undefined;
}

export interface Signer {
  sign(permission: Permission, headers: Readonly<Record<string, string>>, expiresIn: number): SignedAddress;
  /** What the request may do. Throws AddressInvalid or AddressExpired. */
  verify(request: IncomingMessage): Permission;
}

/**
 * Signs the request target as it is sent, byte for byte, with the headers that matter: there is nothing to bring
 * into a canonical form, and so nothing that two readers could understand differently.
 */
export function openSigner(options: { baseUrl: () => string; signingKey: Uint8Array; clock: Clock }): Signer {
  const { baseUrl, clock } = options;
  const key = createSecretKey(options.signingKey);

  function signature(method: string, target: string, header: (name: string) => string | undefined): Buffer {
    const headers = method === 'PUT' ? SIGNED_HEADERS.map((name) => `${name}:${header(name) ?? ''}`) : [];
    const text = ['sessions-store-address-1', method, target, ...headers].join('\n');
    return createHmac('sha256', key).update(text).digest();
  }

  return {
    sign(permission, headers, expiresIn) {
      checkExpiresIn(expiresIn);
      const expires = clock.now() + expiresIn * 1_000;
      const target = targetOf(permission, expires);
      const signed = signature(permission.method, target, (name) => headers[name]);
      const url = `${baseUrl()}${target}${SIGNATURE}${signed.toString('base64url')}`;
      return { method: permission.method, url, headers, expires };
    },

    verify({ method = '', url = '', headers }) {
      const cut = url.lastIndexOf(SIGNATURE);
      const target = url.slice(0, Math.max(cut, 0));
      const given = Buffer.from(url.slice(cut + SIGNATURE.length), 'base64url');
      const expected = signature(method, target, (name) => headers[name]?.toString());
      if (cut < 0 || given.length !== expected.length || !timingSafeEqual(given, expected)) {
        throw new ObjectError(
          'AddressInvalid',
          'The address was not signed for this method, path and query, or a signed header is missing or different. ' +
            'Send exactly the headers that came with the address.',
        );
      }
      const { permission, expires } = readTarget(method, target);
      if (clock.now() >= expires) {
        throw new ObjectError('AddressExpired', 'The address has expired; ask for a new one.');
      }
      return permission;
    },
  };
}

function targetOf({ store, key, version, uploadId, part }: Permission, expires: number): string {
  const path = `${PATH_PREFIX}${store}/${key.split('/').map(encodeURIComponent).join('/')}`;
  const query = new URLSearchParams({
    ...(version !== undefined && { version }),
    ...(uploadId !== undefined && { upload: uploadId }),
    ...(part !== undefined && { part: String(part) }),
    expires: String(expires),
  });
  return `${path}?${query}`;
}

/** Reads what `targetOf` wrote: only targets whose signature was right come here. */
function readTarget(method: string, target: string): { permission: Permission; expires: number } {
  const [path = '', search = ''] = target.split('?', 2);
  const [store = '', ...key] = path.slice(PATH_PREFIX.length).split('/').map(decodeURIComponent);
  const query = new URLSearchParams(search);
  const part = query.get('part');
  return {
    permission: {
      method: method === 'PUT' ? 'PUT' : 'GET',
      store,
      key: key.join('/'),
      version: query.get('version') ?? undefined,
      uploadId: query.get('upload') ?? undefined,
      part: part === null ? undefined : Number(part),
    },
    expires: Number(query.get('expires')),
  };
}
