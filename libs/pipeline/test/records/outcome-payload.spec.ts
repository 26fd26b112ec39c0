import { compile, InferenceCompleted } from '@harmonybatch/contracts';
import { outcomeRecord, type Outcome } from '../../src/records/outcome-record';

const outcome: Outcome = {
  identity: 'a'.repeat(32),
  id: 'photo-1',
  app: 'cam\u00e9ra',
  source: '/cameras/7',
  status: 'ok',
  outputsJson: '{"user_id":1234567890123456789,"k":1,"k":-0}',
  timing: { arrivedAtMs: 0, queuedMs: 1, executedMs: 1, completedAtMs: 1_800_000_000_000, lateByMs: 2_700.4 },
  traceparent: '00-1-2-01',
};

describe('the record of an outcome', () => {
  it('holds outputs as the function wrote them, and fits its schema', () => {
    const { key, value } = outcomeRecord(outcome);
    expect(key).toBe(outcome.identity);
    expect(value).toContain('"outputs":{"user_id":1234567890123456789,"k":1,"k":-0}}');
    expect(compile(InferenceCompleted).explain(JSON.parse(String(value)))).toEqual([]);
  });

  it('says in its headers whose it is and how it went, as a CloudEvent does', () => {
    expect(outcomeRecord(outcome).headers).toEqual({
      'content-type': 'application/json',
      ce_specversion: '1.0',
      ce_id: outcome.identity,
      ce_source: '/harmonybatch',
      ce_type: 'harmonybatch.inference.completed',
      ce_subject: 'cam\u00e9ra',
      ce_time: '2027-01-15T08:00:00.000Z',
      traceparent: '00-1-2-01',
      'hb-app': 'cam\u00e9ra',
      'hb-id': 'photo-1',
      'hb-source': '/cameras/7',
      'hb-status': 'ok',
      'hb-late-by-ms': '2700',
    });
  });

  it('has no header for what is not known', () => {
    const { source: _source, traceparent: _trace, ...bare } = outcome;
    const headers = outcomeRecord({ ...bare, app: '', timing: { ...outcome.timing, lateByMs: undefined } }).headers;
    expect(Object.keys(headers ?? {})).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/ce_subject|traceparent|hb-source|hb-late/)]),
    );
  });
});
