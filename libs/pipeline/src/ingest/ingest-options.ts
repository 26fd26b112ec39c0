import { limits } from '@harmonybatch/contracts';

export interface IngestOptions {
  /** Who stamps the records of `inference.requested`: the broker (LogAppendTime) or the producer (CreateTime). */
  readonly timestamps: 'LogAppendTime' | 'CreateTime';
  /** How far a producer's clock may be behind and still be believed, ms; used on CreateTime topics only. */
  readonly maxSkewMs: number;
  /** Largest `inputs` carried inline, bytes of JSON. */
  readonly maxInlineBytes: number;
  /** Largest `parameters`, bytes of JSON. */
  readonly maxParametersBytes: number;
  /** How long arrivals are counted before the counts are published for the rate estimator, ms. */
  readonly countIntervalMs: number;
  /** For how long at least it is noticed that an id comes again, ms. */
  readonly duplicateWindowMs: number;
  /** Whether apps without a key have to sign too. */
  readonly requireSignatures: boolean;
  /**
   * How old a signature may be when its request arrives, and how far ahead, ms. Together they are less than what ids are
   * remembered for, so that a record that is sent again is a repeat, or refused.
   */
  readonly signatureMaxAgeMs: number;
  readonly signatureMaxAheadMs: number;
  /** Attempts to write before the process gives up and restarts, and the first wait between them, ms. */
  readonly publishAttempts: number;
  readonly publishRetryMs: number;
}

export const ingestDefaults: IngestOptions = {
  timestamps: 'LogAppendTime',
  maxSkewMs: 1_000,
  maxInlineBytes: limits.maxInlineBytes,
  maxParametersBytes: 16 * 1024,
  countIntervalMs: 250,
  duplicateWindowMs: 120_000,
  requireSignatures: false,
  signatureMaxAgeMs: 40_000,
  signatureMaxAheadMs: 10_000,
  publishAttempts: 8,
  publishRetryMs: 100,
};

/** What a request takes at most beside its inputs and parameters, names, whitespace and the attributes of its event included, bytes. */
const envelopeBytes = 64 * 1024;

/** The longest record that may be accepted, bytes: what is longer is refused without being read. */
export const maxRequestBytes = ({ maxInlineBytes, maxParametersBytes }: IngestOptions): number =>
  maxInlineBytes + maxParametersBytes + envelopeBytes;
