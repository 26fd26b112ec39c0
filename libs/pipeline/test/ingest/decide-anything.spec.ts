import { isDeepStrictEqual } from 'node:util';
import { compile, InferenceAccepted, InferenceCompleted } from '@harmonybatch/contracts';
import fc from 'fast-check';
import { decide, type Decision } from '@harmonybatch/pipeline';
import type { InboundRecord } from '@harmonybatch/ports';
import { inbound } from '../fakes/records';
import { config, makeViewWithModel, nowMs } from './world';

const seed = 20240617;
const view = makeViewWithModel();
const acceptedValidator = compile(InferenceAccepted);
const completedValidator = compile(InferenceCompleted);

/** Jest is asked only for the words of a difference: each time it takes longer than a decision. */
const holds = (is: unknown, wanted: unknown): void => {
  if (!isDeepStrictEqual(is, wanted)) expect(is).toStrictEqual(wanted);
};

/** Exactly one decision, whose record every reader can read. */
function check(record: InboundRecord): Decision {
  const decision = decide(record, view, nowMs, config);
  if (decision.kind === 'accepted') holds(acceptedValidator.explain(JSON.parse(decision.json)), []);
  if (decision.kind === 'rejected') {
    holds(completedValidator.explain(JSON.parse(JSON.stringify(decision.outcome))), []);
  }
  if (decision.kind === 'dead') holds(decision.reason === '', false);
  holds(decide(record, view, nowMs, config), decision);
  return decision;
}

const headerName = fc.constantFrom(
  ...['ce_specversion', 'ce_id', 'ce_source', 'ce_subject', 'ce_dataref', 'dataref', 'ce_expirytime', 'expirytime'],
  ...['content-type', 'traceparent', 'ce_traceparent', '__proto__', 'constructor'],
);
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.string({ unit: fc.integer({ min: 0xd800, max: 0xdfff }).map((code) => String.fromCharCode(code)), maxLength: 3 }),
  fc.constantFrom('photos', '1e999', '__proto__', '2026-01-31T12:00:00Z', 'application/json', 'image/png'),
);
const headers = fc.dictionary(headerName, text, { maxKeys: 8 });
const place = { partition: fc.nat(100), offset: fc.maxSafeNat() };
const timestampMs = fc.oneof(fc.integer({ min: -1, max: 2_000_000_000_000 }), fc.constant(NaN));
/** Values at least as odd as any producer's. */
const oddValue = fc.oneof(text, fc.double(), fc.jsonValue({ depthSize: 'large' }), fc.constant(1e308));
const oddRequest = fc.dictionary(
  fc.oneof(fc.constantFrom('app', 'inputs', 'id', 'sloMs', 'parameters', 'dataref', 'contentType', '__proto__'), text),
  oddValue,
  { maxKeys: 8 },
);

describe('whatever is published', () => {
  it('as bytes gets exactly one decision, the same at every reading', () => {
    const record = fc.record({ value: fc.uint8Array({ maxLength: 200 }), headers, timestampMs, ...place });
    fc.assert(
      fc.property(record, (fields) => void check(inbound({ ...fields, value: Buffer.from(fields.value) }))),
      { seed, numRuns: 2_000 },
    );
  });

  it('as JSON gets exactly one decision, the same at every reading', () => {
    const record = fc.record({ value: fc.oneof(oddRequest, oddValue), headers, timestampMs, ...place });
    fc.assert(
      fc.property(record, (fields) => void check(inbound({ ...fields, value: JSON.stringify(fields.value) }))),
      { seed, numRuns: 5_000 },
    );
  });

  it('as a request that fits the schema is accepted with what it says', () => {
    const id = fc.option(fc.string({ minLength: 1, maxLength: 256 }), { nil: undefined });
    const request = fc.record({
      app: fc.constantFrom('photos', 'night'),
      inputs: fc.jsonValue(),
      id,
      sloMs: fc.option(fc.double({ min: 0.001, max: 600_000, noNaN: true }), { nil: undefined }),
      contentType: fc.option(fc.string({ minLength: 1, maxLength: 255 }), { nil: undefined }),
      parameters: fc.option(fc.dictionary(fc.string({ maxLength: 128 }), fc.jsonValue(), { maxKeys: 5 }), {
        nil: undefined,
      }),
    });
    fc.assert(
      fc.property(request, (value) => {
        const decision = check(inbound({ value }));
        if (decision.kind !== 'accepted') throw new Error(JSON.stringify(decision));
        const sent = JSON.parse(JSON.stringify(value)) as Record<string, unknown>;
        const accepted = JSON.parse(decision.json) as Record<string, unknown>;
        holds(accepted['app'], sent['app']);
        if (value.id) holds(accepted['id'], value.id);
        holds(accepted['inputs'], sent['inputs']);
      }),
      { seed, numRuns: 2_000 },
    );
  });
});
