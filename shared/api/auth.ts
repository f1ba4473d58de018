import Type, { type Static } from 'typebox';

/** `POST /v1/auth/token`. */
export const TokenRequestSchema = Type.Object(
  { apiKey: Type.String({ minLength: 1, maxLength: 256 }) },
  { additionalProperties: false },
);

export const TokenSchema = Type.Object({
  token: Type.String(),
  /** Seconds. */
  expiresIn: Type.Integer(),
  scopes: Type.Array(Type.String()),
  sources: Type.Union([Type.Array(Type.String()), Type.Literal('*')]),
  /** The source that is written to when a request names none. */
  source: Type.Optional(Type.String()),
});

export type TokenRequest = Static<typeof TokenRequestSchema>;
export type Token = Static<typeof TokenSchema>;
