/** Opaque tokens in base64url: refresh tokens, and random tokens for emailed links. */
export interface RefreshTokens {
  /** A token of 256 random bits, without a family. */
  random(): string;
  /** The first token of a session. It starts with 256 more random bits, which all its successors share. */
  first(): string;
  /** The hash of the part that the tokens of a session share; undefined: the token has none. */
  family(token: string): string | undefined;
  /** The stored form of a token: its SHA-256, base64url. */
  hash(token: string): string;
  /** 256 random bits, base64url. */
  salt(): string;
  /** The successor of a token: its family, and the HMAC-SHA-256 of the salt with the token as key. */
  child(token: string, salt: string): string;
}
