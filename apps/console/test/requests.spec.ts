import fc from 'fast-check';
import { becauseOf } from '../src/requests/because';
import { KeptRequests } from '../src/requests/kept-requests';
import { Requests } from '../src/requests/requests';
import { lateCauseOf, timelineOf, wayOf, type Way } from '../src/requests/way-of-request';
import { RecentPlans } from '../src/plans/recent-plans';
import { readEnvelope } from '../src/reading/outcome-envelope';
import { atMs, batchIdOf, epoch, examplePlan, executionOf, identityOf, outcomeOf } from './examples';

const planned = { timeoutMs: 60, overheadMs: 40, maxLatencyMs: 100 };
const none: Way = { waitedMs: 0, wayMs: 0, coldStartMs: 0, ranMs: 0, wayOutMs: 0 };

it('finds the part that took most beyond its plan', () => {
  const cause = (way: Partial<Way>) => lateCauseOf({ ...none, ...way }, planned);
  expect(cause({ waitedMs: 60, ranMs: 300 })).toBe('ran');
  expect(cause({ waitedMs: 200, ranMs: 150 })).toBe('waited');
  expect(cause({ coldStartMs: 900, ranMs: 90 })).toBe('cold-start');
  expect(cause({ wayMs: 300, wayOutMs: 10 })).toBe('way-in');
  expect(cause({ wayMs: 10, wayOutMs: 300 })).toBe('way-out');
});

it('divides the whole of a request’s way into its parts', () => {
  const ms = fc.integer({ min: 0, max: 5_000 });
  fc.assert(
    fc.property(ms, ms, ms, ms, (queuedMs, executedMs, outMs, platformDurationMs) => {
      const requests = new Requests({ maxRequests: 10, maxBytes: 1e6 }, new RecentPlans(), () => undefined);
      const timing = { arrivedAtMs: atMs, queuedMs, executedMs, completedAtMs: atMs + queuedMs + executedMs + outMs };
      const outcome = outcomeOf(1, { timing });
      requests.take(outcome, 100, atMs);
      requests.executed(executionOf(1, { latencyMs: executedMs, platformDurationMs }));
      const stretches = timelineOf(wayOf(outcome, requests.batches.get(batchIdOf(1))), planned);
      expect(stretches.reduce((sum, { durationMs }) => sum + durationMs, 0)).toBe(queuedMs + executedMs + outMs);
      let endMs = 0;
      for (const { fromMs, durationMs } of stretches) {
        expect(fromMs).toBe(endMs);
        endMs += durationMs;
      }
    }),
  );
});

it('finds the cause once the batch and its invocation are known, or after a while', () => {
  const plans = new RecentPlans();
  plans.add(epoch, examplePlan);
  const causes: string[] = [];
  const requests = new Requests({ maxRequests: 10, maxBytes: 1e6 }, plans, (app, _atMs, cause) =>
    causes.push(`${app} ${cause}`),
  );
  const late = { lateByMs: 900, completedAtMs: atMs + 1_100, arrivedAtMs: atMs, queuedMs: 50, executedMs: 1_000 };
  requests.take(outcomeOf(1, { timing: late }), 100, atMs);
  requests.look(atMs);
  expect(causes).toEqual([]);
  requests.executed(executionOf(1, { latencyMs: 1_000, platformDurationMs: 80 }));
  requests.look(atMs);
  expect(causes).toEqual(['tight cold-start']);
  requests.take(outcomeOf(2, { timing: late }), 100, atMs);
  requests.look(atMs + 10_000);
  expect(causes).toEqual(['tight cold-start', 'tight ran']);
});

it('keeps late and failed requests longest, and the newest of each app', () => {
  const kept = new KeptRequests({ maxRequests: 20, maxBytes: 1e6 });
  kept.add(outcomeOf(1, { app: 'rare' }), 100);
  kept.add(outcomeOf(2, { timing: { lateByMs: 7 } }), 100);
  for (let number = 3; number < 200; number += 1) kept.add(outcomeOf(number), 100);
  expect(kept.size).toBe(20);
  expect(kept.get(identityOf(1))).toBeDefined();
  expect(kept.get(identityOf(2))).toBeDefined();
  expect(kept.get(identityOf(3))).toBeUndefined();
  expect(kept.newest(() => true)[0]!.outcome.identity).toBe(identityOf(199));
  const small = new KeptRequests({ maxRequests: 20, maxBytes: 250 });
  for (let number = 0; number < 5; number += 1) small.add(outcomeOf(number), 100);
  expect(small.size).toBe(2);
});

it('says why a batch left', () => {
  const batch = outcomeOf(1).batch!;
  expect(becauseOf({ ...batch, size: 4 }, 4, [])).toBe('It was full: 4 of 4.');
  expect(becauseOf({ ...batch, size: 1 }, 4, [])).toBe('It was full, by number (4) or by bytes; 1 of it ran.');
  const members = [
    { app: 'loose', arrivedAtMs: 0, timeoutMs: 700 },
    { app: 'tight', arrivedAtMs: 100, timeoutMs: 212.4 },
  ];
  expect(becauseOf({ ...batch, reason: 'deadline', size: 2 }, 4, members)).toBe(
    'The deadline of app tight came: 212 ms after it arrived, with 2 of 4 in it.',
  );
  expect(becauseOf({ ...batch, reason: 'deadline' }, null, [])).toBe('The earliest deadline of its requests came.');
});

it('reads an outcome without its outputs, however large they are', () => {
  const outcome = outcomeOf(1);
  const large = `${JSON.stringify(outcome).slice(0, -1)},"outputs":"${'é'.repeat(2_000_000)}"}`;
  expect(readEnvelope(Buffer.from(large))).toEqual(outcome);
  expect(readEnvelope(Buffer.from(JSON.stringify(outcome)))).toEqual(outcome);
  for (const broken of [null, Buffer.from('{'), Buffer.from('[]'), Buffer.from('{"identity":1}')])
    expect(readEnvelope(broken)).toBeNull();
});
