import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import type { StoreName } from '../../shared/ports/objects.ts';
import type { Lane } from './lane.ts';

/** The stores as the root sees them: for what a test does in the place of an instance, or of time. */
export interface Ledger {
  read(key: string): Promise<string | undefined>;
  write(key: string, body: string): Promise<void>;
  /** Keys with that beginning. */
  keys(prefix: string, store?: StoreName): Promise<readonly string[]>;
}

export function ledgerOf({ clients: { s3 }, names }: Lane): Ledger {
  const Bucket = names.bucket('ledger');
  return {
    read: async (key) => {
      try {
        const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key: key }));
        return await Body?.transformToString();
      } catch (error) {
        if (error instanceof Error && error.name === 'NoSuchKey') return undefined;
        throw error;
      }
    },
    write: async (key, body) => {
      await s3.send(new PutObjectCommand({ Bucket, Key: key, Body: body }));
    },
    keys: async (prefix, store = 'ledger') => {
      const { Contents = [] } = await s3.send(
        new ListObjectsV2Command({ Bucket: names.bucket(store), Prefix: prefix }),
      );
      return Contents.flatMap(({ Key }) => Key ?? []);
    },
  };
}
