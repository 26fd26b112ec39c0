/** Headers of a dead letter. Its value is the original's, byte for byte. */
export const deadLetterHeaders = {
  topic: 'hb-origin-topic',
  partition: 'hb-origin-partition',
  offset: 'hb-origin-offset',
  timestampMs: 'hb-origin-timestamp-ms',
  code: 'hb-reason-code',
  reason: 'hb-reason',
  service: 'hb-rejected-by',
} as const;
