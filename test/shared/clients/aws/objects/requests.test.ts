import { afterEach, describe, expect, test } from '@jest/globals';
import { openS3Objects } from '../../../../../shared/clients/aws/objects/index.ts';
import type { Objects, UploadedPart } from '../../../../../shared/ports/objects.ts';
import { checksum, text } from '../../../../contracts/objects/make.ts';
import { expectRefusal } from '../../../../contracts/objects/refusals.ts';
import { type Answer, openFront, refusal, type S3Front, xml } from './s3-front.ts';

/** What S3 is asked, and what is made of answers that the emulator does not give. */
describe('on the wire', () => {
  let front: S3Front;
  afterEach(() => front.close());

  async function open(...answers: Answer[]): Promise<Objects> {
    front = await openFront((_, index) => answers[Math.min(index, answers.length - 1)] ?? refusal(500, 'No'));
    return openS3Objects({ client: front.client, bucket: 'bucket' });
  }
  const asked = (index = 0) => {
    const found = front.asked[index];
    if (!found) throw new Error(`There was no request ${index}.`);
    return found;
  };
  const ok: Answer = { status: 200, headers: { etag: '"e"', 'x-amz-version-id': 'v' } };

  test('a put carries its checksum, its condition, its class and its lock as headers', async () => {
    const objects = await open(ok);
    const body = text('body');
    const retainUntil = Date.UTC(2040, 0, 1);
    await objects.put('a', body, { ifNoneMatch: '*', storageClass: 'glacier-ir', retainUntil });
    expect(asked()).toMatchObject({ method: 'PUT', path: '/bucket/a' });
    expect(asked().headers).toMatchObject({
      'content-length': '4',
      'if-none-match': '*',
      'x-amz-checksum-crc32': Buffer.from(checksum(body), 'hex').toString('base64'),
      'x-amz-storage-class': 'GLACIER_IR',
      'x-amz-object-lock-mode': 'COMPLIANCE',
      'x-amz-object-lock-retain-until-date': '2040-01-01T00:00:00Z',
    });
    expect(asked().body).toEqual(Buffer.from(body));
  });

  test('a put needs one request and no right to read', async () => {
    const objects = await open(ok);
    expect(await objects.put('a', text('body'))).toMatchObject({ version: 'v', etag: '"e"', size: 4 });
    expect(front.asked).toHaveLength(1);
  });

  test('an upload in parts asks for one checksum of the whole', async () => {
    const objects = await open(
      xml(
        '<InitiateMultipartUploadResult><UploadId>u</UploadId><Key>a</Key></InitiateMultipartUploadResult>',
      ),
    );
    await objects.createUpload('a', { partSize: 8 * 1024 ** 2 });
    expect(asked()).toMatchObject({ method: 'POST', path: '/bucket/a' });
    expect(asked().headers).toMatchObject({
      'x-amz-checksum-algorithm': 'CRC32',
      'x-amz-checksum-type': 'FULL_OBJECT',
    });
  });

  const part = (body: string, md5: string): UploadedPart => ({
    part: 1,
    size: body.length,
    crc32: checksum(text(body)),
    etag: `"${md5}"`,
  });

  test('completing names the checksum of the whole and of each part, and writes once', async () => {
    const objects = await open(refusal(409, 'ConditionalRequestConflict'), refusal(404, 'NoSuchKey'));
    const sent = part('body', '841a2d689ad86bd1611447453c22c6fc');
    const joined = { parts: [sent], crc32: sent.crc32 };
    await expectRefusal(objects.completeUpload('a', 'u', joined), 'Conflict');
    const base64 = Buffer.from(sent.crc32, 'hex').toString('base64');
    expect(asked().headers).toMatchObject({
      'if-none-match': '*',
      'x-amz-checksum-crc32': base64,
      'x-amz-checksum-type': 'FULL_OBJECT',
    });
    expect(asked().body.toString()).toContain(
      `<Part><ETag>&quot;841a2d689ad86bd1611447453c22c6fc&quot;</ETag><ChecksumCRC32>${base64}</ChecksumCRC32><PartNumber>1</PartNumber></Part>`,
    );
  });

  const joinedHead = (etag: string, crc32: string): Answer => ({
    status: 200,
    headers: {
      etag,
      'content-length': '4',
      'last-modified': 'Fri, 01 Mar 2030 00:00:00 GMT',
      'x-amz-version-id': 'v',
      'x-amz-checksum-crc32': Buffer.from(crc32, 'hex').toString('base64'),
      'x-amz-checksum-type': 'FULL_OBJECT',
    },
  });

  test.each([
    [404, 'NoSuchUpload'],
    [412, 'PreconditionFailed'],
    [409, 'ConditionalRequestConflict'],
  ])(
    'completing again may be answered with %d %s: the object that the parts became is the answer',
    async (status, code) => {
      const sent = part('body', '841a2d689ad86bd1611447453c22c6fc');
      // The MD5 of the parts' MD5s.
      const etag = '"980d35430001d8835cd38d70e5845a9f-1"';
      const objects = await open(refusal(status, code), joinedHead(etag, sent.crc32));
      const joined = { parts: [sent], crc32: sent.crc32 };
      expect(await objects.completeUpload('a', 'u', joined)).toMatchObject({ etag, version: 'v' });
    },
  );

  test('completing again is refused where the object is another', async () => {
    const sent = part('body', '841a2d689ad86bd1611447453c22c6fc');
    const objects = await open(refusal(404, 'NoSuchUpload'), joinedHead('"other-1"', sent.crc32));
    const joined = { parts: [sent], crc32: sent.crc32 };
    await expectRefusal(objects.completeUpload('a', 'u', joined), 'NoSuchUpload');
  });

  test('completing is refused, not believed, where neither ETag is known', async () => {
    const sent = part('body', 'not an md5');
    const objects = await open(refusal(412, 'PreconditionFailed'), refusal(403, 'AccessDenied'));
    const joined = { parts: [sent], crc32: sent.crc32 };
    await expectRefusal(objects.completeUpload('a', 'u', joined), 'PreconditionFailed');
  });

  test('parts are listed over all pages', async () => {
    const listed = (number: number): string =>
      `<Part><PartNumber>${number}</PartNumber><Size>7</Size><ETag>"e"</ETag><ChecksumCRC32>AAAAAQ==</ChecksumCRC32></Part>`;
    const objects = await open(
      xml(
        `<ListPartsResult><IsTruncated>true</IsTruncated><NextPartNumberMarker>1</NextPartNumberMarker>${listed(1)}</ListPartsResult>`,
      ),
      xml(`<ListPartsResult><IsTruncated>false</IsTruncated>${listed(2)}</ListPartsResult>`),
    );
    expect(await objects.parts('a', 'u')).toEqual(
      [1, 2].map((part) => ({ part, size: 7, etag: '"e"', crc32: '00000001' })),
    );
    expect(asked(1).query.get('part-number-marker')).toBe('1');
  });

  test('open uploads are listed over all pages, oldest first', async () => {
    const listed = (id: string, time: string): string =>
      `<Upload><Key>k</Key><UploadId>${id}</UploadId><Initiated>${time}</Initiated></Upload>`;
    const objects = await open(
      xml(
        `<R><IsTruncated>true</IsTruncated><NextKeyMarker>k</NextKeyMarker><NextUploadIdMarker>new</NextUploadIdMarker>${listed('new', '2030-01-02T00:00:00.000Z')}</R>`,
      ),
      xml(`<R><IsTruncated>false</IsTruncated>${listed('old', '2030-01-01T00:00:00.000Z')}</R>`),
    );
    expect(await objects.openUploads('k')).toEqual([
      { key: 'k', uploadId: 'old', started: Date.UTC(2030, 0, 1) },
      { key: 'k', uploadId: 'new', started: Date.UTC(2030, 0, 2) },
    ]);
    expect(asked(1).query.get('key-marker')).toBe('k');
    expect(asked(1).query.get('upload-id-marker')).toBe('new');
  });

  test('a listing that goes on after a folder skips it, also where the store shows it again', async () => {
    const folder = (name: string): string => `<CommonPrefixes><Prefix>${name}</Prefix></CommonPrefixes>`;
    const objects = await open(
      xml(
        `<R><IsTruncated>true</IsTruncated><NextContinuationToken>t</NextContinuationToken>${folder('a/')}</R>`,
      ),
      xml(`<R><IsTruncated>false</IsTruncated>${folder('b/')}</R>`),
    );
    expect(await objects.list({ prefix: '', delimiter: '/', after: 'a/', limit: 1 })).toEqual({
      objects: [],
      prefixes: ['b/'],
    });
    expect(asked(0).query.get('start-after')).toBe('a/\u{10FFFF}');
    expect(asked(1).query.get('continuation-token')).toBe('t');
  });

  test('a restore names days and tier, and the version', async () => {
    const objects = await open({ status: 202 });
    await objects.restore('a', { version: 'v', days: 3, tier: 'bulk' });
    expect(asked().query.get('versionId')).toBe('v');
    expect(asked().body.toString()).toContain('<Days>3</Days>');
    expect(asked().body.toString()).toContain(
      '<GlacierJobParameters><Tier>Bulk</Tier></GlacierJobParameters>',
    );
  });

  test.each([
    [409, 'RestoreAlreadyInProgress'],
    [403, 'ObjectAlreadyInActiveTierError'],
    [403, 'InvalidObjectState'],
  ])('a restore that is answered with %d %s is no error', async (status, code) => {
    const objects = await open(refusal(status, code));
    await objects.restore('a', { days: 1, tier: 'standard' });
    expect(front.asked).toHaveLength(1);
  });

  test.each([
    [403, 'AccessDenied', /s3:\/\/bucket\/a: S3 refuses it \(403 AccessDenied\)/],
    [404, 'NoSuchBucket', /It is refused/],
  ])('%d %s is a fault, not a missing object', async (status, code, message) => {
    const objects = await open(refusal(status, code));
    await expect(objects.get('a')).rejects.toThrow(message);
    await expect(objects.get('a')).rejects.not.toMatchObject({ name: 'ObjectError' });
  });

  test('a head that is forbidden does not say that nothing is there', async () => {
    const objects = await open({ status: 403 });
    await expect(objects.head('a')).rejects.toThrow('s3://bucket/a: S3 refuses it');
  });

  test('an object with a checksum of checksums is not taken for one of ours', async () => {
    const head = joinedHead('"e"', '00000000');
    const headers = { ...head.headers, 'x-amz-checksum-crc32': 'AAAAAA==-3' };
    const objects = await open({ ...head, headers });
    await expect(objects.head('a')).rejects.toThrow('a has no CRC-32 of the whole object');
  });

  test('bytes that are not those that were stored are not read to their end', async () => {
    const head = joinedHead('"e"', checksum(text('body')));
    const objects = await open({ ...head, body: 'bodi' });
    const { chunks } = await objects.get('a');
    await expect(Array.fromAsync(chunks)).rejects.toThrow('Checksum mismatch');
  });
});
