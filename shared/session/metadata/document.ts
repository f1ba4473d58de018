import Type, { type Static } from 'typebox';

/**
 * Metadata as read once, at commit, and kept as `sessions/<id>/metadata/<revision>.json`: whoever needs them later
 * reads this and not the file in the archive, and a correction is a further revision.
 */
export const MetadataDocumentSchema = Type.Object({
  format: Type.Union([
    Type.Literal('json'),
    Type.Literal('yaml'),
    Type.Literal('ini'),
    Type.Literal('text'),
    Type.Literal('none'),
  ]),
  value: Type.Record(Type.String(), Type.Unknown()),
  notes: Type.Array(
    Type.Object({ code: Type.String(), message: Type.String(), path: Type.Optional(Type.String()) }),
  ),
});

export type MetadataDocument = Static<typeof MetadataDocumentSchema>;
