import Type, { type Static } from 'typebox';
import { SignedReceiptSchema } from './receipt.ts';

/** Bodies of the upload's requests and answers. Pages are sized so that each fits the gateway (6 MB, 29 s). */
export const FILES_A_PAGE = 500;
export const ADDRESSES_A_PAGE = 200;

const Path = Type.String({ minLength: 1, maxLength: 2000 });
const Crc32 = Type.String({ pattern: '^[0-9a-f]{8}$' });
const Size = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });
const UploadId = Type.String({ minLength: 1, maxLength: 1024 });

const closed = { additionalProperties: false } as const;

/** `POST /v1/sessions/{id}/uploads`: what is there already, and where to cut each file. */
export const BeginSchema = Type.Object(
  {
    /** May be left out where the key has exactly one source. */
    source: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
    files: Type.Array(
      Type.Object(
        {
          path: Path,
          size: Size,
          /** The stored bytes differ from the source's: hide them and begin this file anew. */
          replace: Type.Optional(Type.Boolean()),
        },
        closed,
      ),
      { maxItems: FILES_A_PAGE },
    ),
  },
  closed,
);

export const FileStateSchema = Type.Object({
  path: Type.String(),
  /**
   * `missing`: nothing is there. `partial`: some parts are. `stored`: an object of that size is; compare its `crc32`
   * with your own. `differs`: an object of another size is; begin the file anew with `replace`.
   */
  state: Type.Union([
    Type.Literal('missing'),
    Type.Literal('partial'),
    Type.Literal('stored'),
    Type.Literal('differs'),
  ]),
  partSize: Type.Integer(),
  /** For files of more than one part. A file of one part is put whole, and needs no closing. */
  uploadId: Type.Optional(Type.String()),
  parts: Type.Optional(
    Type.Array(Type.Object({ part: Type.Integer(), size: Type.Integer(), crc32: Type.String() })),
  ),
  /** Of the stored object. */
  crc32: Type.Optional(Type.String()),
});

export const BegunSchema = Type.Object({
  session: Type.String(),
  source: Type.String(),
  /** The session is committed already: nothing can be added; completing with the same content answers the same. */
  committed: Type.Boolean(),
  files: Type.Array(FileStateSchema),
});

/** `POST …/uploads/addresses`: one signed address for each part, whose checksum is known by then. */
export const AddressesSchema = Type.Object(
  {
    parts: Type.Array(
      Type.Object(
        {
          path: Path,
          /** Size of the whole file, from which the parts follow. */
          fileSize: Size,
          part: Type.Integer({ minimum: 1, maximum: 10_000 }),
          /** Left out for a file of one part. */
          uploadId: Type.Optional(UploadId),
          /** Of this part. */
          crc32: Crc32,
        },
        closed,
      ),
      { maxItems: ADDRESSES_A_PAGE },
    ),
    /** Also an address for the proposed manifest (JSON, ProposalSchema). */
    manifest: Type.Optional(Type.Object({ size: Size, crc32: Crc32 }, closed)),
  },
  closed,
);

export const AddressSchema = Type.Object({
  method: Type.Literal('PUT'),
  url: Type.String(),
  /** To be sent exactly so. */
  headers: Type.Record(Type.String(), Type.String()),
  /** Milliseconds since the epoch. */
  expires: Type.Integer(),
});

export const AddressedSchema = Type.Object({
  /** In the order of the request. */
  parts: Type.Array(AddressSchema),
  manifest: Type.Optional(AddressSchema),
});

/** `POST …/uploads/closed`: joins the parts of files whose parts are all there. */
export const CloseSchema = Type.Object(
  {
    files: Type.Array(Type.Object({ path: Path, size: Size, uploadId: UploadId, crc32: Crc32 }, closed), {
      maxItems: FILES_A_PAGE,
    }),
  },
  closed,
);

export const ClosedSchema = Type.Object({
  /** In the order of the request. One file's trouble never stops another. */
  files: Type.Array(
    Type.Object({
      path: Type.String(),
      state: Type.Union([Type.Literal('stored'), Type.Literal('refused')]),
      code: Type.Optional(Type.String()),
      detail: Type.Optional(Type.String()),
    }),
  ),
});

/** `POST /v1/sessions/{id}/complete`: names the manifest that was put; 202, and `Location` says where to ask. */
export const CompleteSchema = Type.Object(
  { manifest: Type.Object({ size: Size, crc32: Crc32 }, closed) },
  closed,
);

/** `GET /v1/sessions/{id}/uploads/{proposal}`: what became of it. */
export const CompletionSchema = Type.Object({
  session: Type.String(),
  proposal: Type.String(),
  state: Type.Union([Type.Literal('completing'), Type.Literal('committed'), Type.Literal('refused')]),
  problems: Type.Array(
    Type.Object({ code: Type.String(), detail: Type.String(), field: Type.Optional(Type.String()) }),
  ),
  receipt: Type.Optional(SignedReceiptSchema),
});

export type Begin = Static<typeof BeginSchema>;
export type Begun = Static<typeof BegunSchema>;
export type FileState = Static<typeof FileStateSchema>;
export type Addresses = Static<typeof AddressesSchema>;
export type Address = Static<typeof AddressSchema>;
export type Addressed = Static<typeof AddressedSchema>;
export type Close = Static<typeof CloseSchema>;
export type Closed = Static<typeof ClosedSchema>;
export type Complete = Static<typeof CompleteSchema>;
export type Completion = Static<typeof CompletionSchema>;
