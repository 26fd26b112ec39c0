import { createHash } from 'node:crypto';
import type { InferenceCompleted } from '@harmonybatch/contracts';

const fingerprintLength = 12;

/** One record of `inference.completed`, as much of it as is compared. */
export interface OutcomeRecord {
  readonly id: string;
  readonly identity: string;
  readonly partition: number;
  readonly offset: number;
  /** When the broker appended it, epoch ms. */
  readonly appendedAtMs: number;
  readonly status: InferenceCompleted['status'];
  /** Of status, outputs and error code: equal where two records say the same. */
  readonly fingerprint: string;
  /** When the request arrived at Kafka, epoch ms. */
  readonly arrivedAtMs: number;
  readonly sloMs: number | undefined;
  /** What the function says of the inputs that it got: the emulator's digest of them. */
  readonly digest: string | undefined;
}

/** Where a record stands. */
export interface RecordPlace {
  readonly partition: number;
  readonly offset: number;
  readonly appendedAtMs: number;
}

export function outcomeRecord(place: RecordPlace, value: string): OutcomeRecord {
  const { id, identity, status, outputs, error, timing, sloMs } = JSON.parse(value) as InferenceCompleted;
  const said = JSON.stringify([status, outputs ?? null, error?.code ?? null]);
  return {
    ...place,
    id,
    identity,
    status,
    fingerprint: createHash('sha1').update(said).digest('base64').slice(0, fingerprintLength),
    arrivedAtMs: timing.arrivedAtMs,
    sloMs,
    digest: (outputs as { digest?: string } | null | undefined)?.digest,
  };
}
