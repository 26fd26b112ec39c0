import { Type, type Static } from '@sinclair/typebox';
import { EpochMs, Name } from '../schema/scalars';

export const KeyId = Type.String({
  pattern: '^[0-9a-f]{16}$',
  description: 'Name of a key: 8 random bytes in hex.',
});

/**
 * A key by which an app signs its requests. What stands here checks signatures and makes none: the key itself is shown once,
 * to who creates it. An app with a key, revoked or not, is answered for signed requests alone.
 */
export const KeyIssued = Type.Object(
  {
    keyId: KeyId,
    app: Name,
    publicKey: Type.String({
      pattern: '^[A-Za-z0-9_-]{43}$',
      description: 'Public key of Ed25519 (RFC 8032), 32 bytes as base64url without padding.',
    }),
    createdAtMs: EpochMs,
    expiresAtMs: Type.Optional(EpochMs),
    revokedAtMs: Type.Optional(EpochMs),
  },
  { $id: 'KeyIssued', additionalProperties: false },
);
export type KeyIssued = Static<typeof KeyIssued>;
