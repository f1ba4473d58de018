import Type, { type Static } from 'typebox';

/** What the index says about itself: `sessions/<id>/projection.json`. It never raises the record's revision. */
export const ProjectionSchema = Type.Object({
  /** Revision of the record that the search document shows. */
  revision: Type.Integer({ minimum: 1 }),
  at: Type.String(),
});

export type Projection = Static<typeof ProjectionSchema>;
