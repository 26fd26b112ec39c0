import { Type } from '@sinclair/typebox';

/** Limits that hold everywhere; each is stated once, here. */
export const limits = {
  /** Longest SLO an app may ask for, ms. */
  maxSloMs: 600_000,
  /** Highest rate of an app, requests per second. */
  maxRateHz: 1e6,
  /** Longest name of an app or a model. */
  maxNameLength: 63,
  /** Longest version that the owner of a model gives it. */
  maxModelVersionLength: 63,
  /** Longest version of a model in a plan: its owner's, a hyphen and a hash. */
  maxPlanVersionLength: 72,
  /** Longest name of a topic for outcomes: Kafka takes 249 characters, and a deployment's prefix has up to 100. */
  maxOutcomeTopicLength: 149,
  /** Longest id a producer may give a request. */
  maxIdLength: 256,
  /** Largest `inputs` carried inline, bytes of JSON; above it a `dataref` is asked for. */
  maxInlineBytes: 256 * 1024,
  /** Largest record of our topics, bytes (`max.message.bytes`). */
  maxRecordBytes: 4 * 1024 * 1024,
  /** Largest dead letter, bytes: the largest record and what is said of it. */
  maxDeadLetterBytes: 4 * 1024 * 1024 + 64 * 1024,
  /** Largest proposal, bytes: the largest plan and what becomes of functions with it. */
  maxProposalBytes: 8 * 1024 * 1024,
  /** Largest record of the states of a model that plans were made with, bytes: a few registrations. */
  maxVersionsBytes: 8 * 1024 * 1024,
  /** Headers of a record that are read; what lies beyond is not. */
  maxHeaders: 1_024,
  /** Largest `batch.ready` payload that a flush gathers, bytes; leaves room for the envelope. */
  maxBatchBytes: 3 * 1024 * 1024,
  /** Largest body of one invocation that the platform takes, bytes. */
  maxInvocationBytes: 32 * 1024 * 1024,
  /** Largest batch of any function. */
  maxBatchSize: 32,
  /** Most keys of all apps. */
  maxKeys: 40_000,
  /** Most apps of one model. */
  maxApps: 10_000,
} as const;

export const Name = Type.String({
  pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$',
  description: 'Letters, digits, dot, underscore and hyphen; 1 to 63 characters; begins with a letter or digit.',
});
export const RequestId = Type.String({
  minLength: 1,
  maxLength: limits.maxIdLength,
  description: "The producer's id.",
});
export const Identity = Type.String({
  pattern: '^[0-9a-f]{32}$',
  description:
    'Hash of app, source and id (or of topic, partition, offset and time of append): what makes a request the same request.',
});
export const EpochMs = Type.Number({ minimum: 0, maximum: 1e14, description: 'Milliseconds since 1970-01-01 UTC.' });
export const DurationMs = Type.Number({ minimum: 0, maximum: 1e14, description: 'Milliseconds.' });
export const SloMs = Type.Number({
  exclusiveMinimum: 0,
  maximum: limits.maxSloMs,
  description: 'Latency target in milliseconds, from the arrival at Kafka to the answer.',
});
export const RequestedSloMs = Type.Number({
  exclusiveMinimum: 0,
  maximum: limits.maxSloMs,
  description: 'What the request asked for, where the SLO of its app is tighter: that one holds, and stands in sloMs.',
});
export const TraceContext = Type.String({
  maxLength: 128,
  description: 'Trace context, as the header traceparent of W3C has it; what is none is passed on and not followed.',
});
export const RateHz = Type.Number({ minimum: 0, maximum: limits.maxRateHz, description: 'Requests per second.' });
export const PositiveRateHz = Type.Number({
  exclusiveMinimum: 0,
  maximum: limits.maxRateHz,
  description: 'Requests per second.',
});
export const Offset = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });
export const Partition = Type.Integer({ minimum: 0 });
export const Currency = Type.String({ pattern: '^[A-Z]{3}$', description: 'ISO 4217 code.' });
export const Money = Type.Object(
  { amount: Type.Number({ minimum: 0 }), currency: Currency },
  { additionalProperties: false },
);
