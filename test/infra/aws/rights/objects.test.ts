import { describe, expect, test } from '@jest/globals';
import { objectStatements } from '../../../../infra/aws/rights/objects.ts';
import type { Uses } from '../../../../shared/service/define.ts';
import { allows } from '../allows.ts';
import { names } from '../parts.ts';

const bucket = names.bucketArn;
const may = (
  objects: NonNullable<Uses['objects']>,
  action: string,
  resource: string,
  keys: Record<string, string> = {},
): boolean => allows(objectStatements(objects, names), { action, resource, keys });

describe('who may read an area of the ledger', () => {
  const objects = { 'ledger/receipts': ['read'] } as const;

  test('reads its documents, in any version', () => {
    expect(may(objects, 's3:GetObject', `${bucket('ledger')}/receipts/s1.json`)).toBe(true);
    expect(may(objects, 's3:GetObjectVersion', `${bucket('ledger')}/receipts/s1.json`)).toBe(true);
  });

  test('reads no other area and no other store', () => {
    expect(may(objects, 's3:GetObject', `${bucket('ledger')}/keys/key-1.json`)).toBe(false);
    expect(may(objects, 's3:GetObject', `${bucket('archive')}/receipts/s1.json`)).toBe(false);
  });

  test('writes, removes and restores nothing', () => {
    for (const action of ['PutObject', 'DeleteObject', 'RestoreObject', 'AbortMultipartUpload'])
      expect(may(objects, `s3:${action}`, `${bucket('ledger')}/receipts/s1.json`)).toBe(false);
  });

  test('is told 404 of what is not there, for which S3 wants a right to list, and lists no area', () => {
    expect(may(objects, 's3:ListBucket', bucket('ledger'))).toBe(true);
    expect(may(objects, 's3:ListBucket', bucket('ledger'), { 's3:prefix': 'receipts/' })).toBe(false);
    expect(may(objects, 's3:ListBucket', bucket('archive'))).toBe(false);
  });
});

describe('who may list an area of the ledger', () => {
  const objects = { 'ledger/outbox': ['list'] } as const;

  test('lists it and what is in it', () => {
    for (const prefix of ['outbox/', 'outbox/e1'])
      expect(may(objects, 's3:ListBucket', bucket('ledger'), { 's3:prefix': prefix })).toBe(true);
  });

  test('lists no other area, nor all of them', () => {
    for (const prefix of ['', 'keys/', 'outbox'])
      expect(may(objects, 's3:ListBucket', bucket('ledger'), { 's3:prefix': prefix })).toBe(false);
  });

  test('reads nothing', () => {
    expect(may(objects, 's3:GetObject', `${bucket('ledger')}/outbox/e1.json`)).toBe(false);
  });
});

describe('who may upload raw files', () => {
  const objects = { 'archive/raw': ['multipart', 'address'] } as const;
  const raw = `${bucket('archive')}/s1/raw/a.dat`;

  test('sends them in one piece or in parts, and lists, completes and aborts uploads', () => {
    for (const action of ['PutObject', 'AbortMultipartUpload', 'ListMultipartUploadParts'])
      expect(may(objects, `s3:${action}`, raw)).toBe(true);
    expect(may(objects, 's3:ListBucketMultipartUploads', bucket('archive'))).toBe(true);
  });

  test('writes no manifest', () => {
    expect(may(objects, 's3:PutObject', `${bucket('archive')}/s1/manifest.json`)).toBe(false);
  });
});

describe('other rights', () => {
  test('removing hides a key, and deletes no version', () => {
    const objects = { 'ledger/outbox': ['remove'] } as const;
    const key = `${bucket('ledger')}/outbox/e1.json`;
    expect(may(objects, 's3:DeleteObject', key)).toBe(true);
    expect(may(objects, 's3:DeleteObjectVersion', key)).toBe(false);
  });

  test('restoring is for the store that it was given on', () => {
    const objects = { archive: ['restore'] } as const;
    expect(may(objects, 's3:RestoreObject', `${bucket('archive')}/s1/raw/a.dat`)).toBe(true);
    expect(may(objects, 's3:RestoreObject', `${bucket('results')}/s1/a.parquet`)).toBe(false);
  });

  test('writing and uploading in one area are one statement: neither hides that the other is missing', () => {
    const sids = objectStatements({ 'ledger/uploads': ['write', 'multipart', 'address'] }, names).map(
      ({ Sid }) => Sid,
    );
    expect(sids).toEqual(['LedgerUploadsWrite', 'LedgerUploadsOpenUploads']);
  });
});
