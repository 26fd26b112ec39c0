import { verify } from 'node:crypto';
import {
  hasAmbiguousHeaders,
  parseSignature,
  signatureHeader,
  signedText,
  type ErrorCode,
  type KeyIssued,
  type RequestSignature,
} from '@harmonybatch/contracts';
import type { InboundRecord } from '@harmonybatch/ports';
import type { KeyRegistry } from '../registry/key-registry';
import type { Refusal } from './decision';
import type { IngestOptions } from './ingest-options';
import { headerOf } from './record-headers';

export type SignatureOptions = Pick<IngestOptions, 'requireSignatures' | 'signatureMaxAgeMs' | 'signatureMaxAheadMs'>;

/** Whose request a record says it is. */
export interface Claim {
  readonly app: string;
  /** The id that its producer gave it; absent where it gave none. */
  readonly id?: string | undefined;
  readonly arrivedAtMs: number;
}

/** Asks whether a request is from the app that it names. An app without keys takes every request, unless all have to be signed. */
export class SignatureCheck {
  constructor(
    private readonly keys: Pick<KeyRegistry, 'get' | 'hasKeys' | 'objectOf'>,
    private readonly options: SignatureOptions,
  ) {}

  /**
   * Why it is not known whose request it is; null where a key of its app signed it, or none has to. What costs nothing comes
   * first; the signature itself is computed beside the event loop.
   */
  async refusal(record: InboundRecord, claim: Claim): Promise<Refusal | null> {
    if (!this.options.requireSignatures && !this.keys.hasKeys(claim.app)) return null;
    const header = headerOf(record.headers, signatureHeader);
    if (header === undefined) return this.unsigned(claim.app);
    const signature = parseSignature(header);
    if (signature === null) return unreadable;
    const key = this.keys.get(signature.keyId);
    const fault = keyFault(signature.keyId, key, claim) ?? this.timeFault(signature, claim) ?? idFault(claim);
    if (fault !== null || key === undefined) return fault;
    return (await this.fits(record, signature, key)) ? null : mismatch(signature.keyId);
  }

  private unsigned(app: string): Refusal {
    const why = this.keys.hasKeys(app) ? 'the app has keys' : 'every app has to sign here, and the app has no key';
    const create = this.keys.hasKeys(app) ? '' : 'Create a key with "harmonybatch keys create APP". ';
    return refusal('unsigned', `the request is not signed, and ${why}`, `${create}${howToSign}`);
  }

  /** By the time of arrival: what waited for a service that was away is judged as it came. */
  private timeFault({ signedAtMs }: RequestSignature, { arrivedAtMs }: Claim): Refusal | null {
    const { signatureMaxAgeMs, signatureMaxAheadMs } = this.options;
    const ageMs = Math.round(arrivedAtMs - signedAtMs);
    if (ageMs > signatureMaxAgeMs)
      return outsideWindow(`the signature was ${ageMs} ms old; at most ${signatureMaxAgeMs} are taken`);
    if (-ageMs > signatureMaxAheadMs)
      return outsideWindow(`the signature was made ${-ageMs} ms ahead; at most ${signatureMaxAheadMs} are taken`);
    return null;
  }

  private fits(record: InboundRecord, signature: RequestSignature, key: KeyIssued): Promise<boolean> {
    if (hasAmbiguousHeaders(record)) return Promise.resolve(false);
    const text = Buffer.from(signedText(record, signature.keyId, signature.signedAtMs));
    return new Promise((resolve) =>
      verify(null, text, this.keys.objectOf(key), signature.bytes, (error, fits) => resolve(error === null && fits)),
    );
  }
}

const howToSign = 'Sign requests as docs/signing.md says.';

const refusal = (code: ErrorCode, message: string, hint: string): Refusal => ({
  code,
  field: signatureHeader,
  message,
  hint,
});

const unreadable = refusal(
  'signature_invalid',
  'the header is none that is known; it is v1:KEY_ID:EPOCH_MS:BASE64',
  howToSign,
);

const mismatch = (keyId: string): Refusal =>
  refusal(
    'signature_invalid',
    `the signature is not one of key ${keyId} over this record: it was made with another key, or the record was changed`,
    howToSign,
  );

const outsideWindow = (message: string): Refusal =>
  refusal('signature_expired', message, 'Sign when the request is sent, by a clock that is right.');

/** Where a repeat could not be told from another request, a record that was read by somebody could be sent again. */
const idFault = ({ id }: Claim): Refusal | null =>
  id === undefined
    ? {
        code: 'invalid',
        field: '/id',
        message: 'a signed request has no id',
        hint: 'Give every request an id of its own.',
      }
    : null;

function keyFault(keyId: string, key: KeyIssued | undefined, { app, arrivedAtMs }: Claim): Refusal | null {
  if (key === undefined)
    return refusal(
      'unknown_key',
      `there is no key ${keyId}`,
      'See "harmonybatch keys list" for the keys that there are.',
    );
  if (key.app !== app)
    return refusal(
      'foreign_key',
      `key ${keyId} is not one of the app that the request names`,
      'Sign with a key of its app.',
    );
  if (key.revokedAtMs !== undefined)
    return refusal('key_expired', `key ${keyId} was revoked`, 'Create another with "harmonybatch keys create APP".');
  if (key.expiresAtMs !== undefined && arrivedAtMs >= key.expiresAtMs)
    return refusal('key_expired', `key ${keyId} has expired`, 'Create another with "harmonybatch keys create APP".');
  return null;
}
