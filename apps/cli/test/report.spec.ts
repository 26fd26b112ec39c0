import { topics } from '@harmonybatch/contracts';
import { RequestLedger } from '@harmonybatch/traffic';
import { renderReport } from '../src/render/report-table';
import { colourless } from '../src/render/terminal';
import { billedBetween } from '../src/replay/bill';
import { ExecutionTally } from '../src/replay/execution-tally';
import { PlanHistory } from '../src/replay/plan-history';
import { share } from '../src/replay/money';
import { latencySummary, reportOf, type RunRecord } from '../src/replay/run-report';
import { statusOf } from '../src/commands/replay';
import { outcomeOf, planOf, vgg19 } from './fake-system';
import { FedViews } from './kafka-records';

const app1 = { name: 'app1', model: 'vgg19', sloMs: 500 };
const app2 = { name: 'app2', model: 'vgg19', sloMs: 1000 };

/** Ten seconds: four requests of app1 (one late), two of app2 (one of them lost); a re-plan after two seconds. */
function record(more: Partial<RunRecord> = {}): RunRecord {
  const ledger = new RequestLedger();
  const tally = new ExecutionTally();
  const fed = new FedViews();
  const history = new PlanHistory();
  const [before, after] = [planOf([app1]), { ...planOf([app1, app2]), reason: 'rate' as const }];
  for (const app of [app1, app2]) fed.put(topics.appRegistered.name, app.name, app);
  fed.put(topics.modelProfiled.name, 'vgg19', vgg19);
  fed.put(topics.planPublished.name, 'vgg19', after, 8);
  history.add({ epoch: 7, plan: before }, 900);
  history.add({ epoch: 8, plan: after }, 3_000);
  const send = (app: number, latencyMs: number, epoch: number): void => {
    const number = ledger.send(app, app === 0 ? 500 : 1000, 1_000);
    ledger.answer(number, 'ok', 1_000 + latencyMs);
    tally.add(outcomeOf({ app: app === 0 ? 'app1' : 'app2', id: String(number) }, epoch));
  };
  [100, 200, 300, 600].forEach((latencyMs) => send(0, latencyMs, 7));
  send(1, 900, 8);
  ledger.send(1, 1000, 1_000);
  return {
    ...{
      run: 'abc',
      seed: 1,
      speed: 1,
      apps: ['app1', 'app2'],
      startedAtMs: 0,
      firstSendMs: 1_000,
      lastSendMs: 11_000,
    },
    ...{ interrupted: false, unreadable: 0, ledger, tally, history, views: fed.views },
    sendDelayMs: { p99: 1.5, max: 1.5 },
    billed: { currency: 'CNY', total: 5 * 5.5e-5 },
    ...more,
  };
}

test('attainment is over all requests, the lost one included', () => {
  const report = reportOf(record());
  expect(report).toMatchObject({ requests: 6, answered: 5, lost: 1, inFlight: 0, duplicates: 0, attainment: 4 / 6 });
  expect(report.apps.map(({ attainment }) => attainment)).toEqual([3 / 4, 1 / 2]);
  expect(report.apps[0]?.latencyMs).toEqual({ p50: 200, p95: 600, p99: 600, max: 600 });
  expect(report.apps[0]?.rateHz).toBeCloseTo(0.4);
  expect(statusOf(report)).toBe(1);
});

test('after an interruption what was in flight is neither lost nor judged', () => {
  const report = reportOf(record({ interrupted: true }));
  expect(report).toMatchObject({ lost: 0, inFlight: 1, attainment: 4 / 5 });
  expect(statusOf(report)).toBe(130);
});

test('the prediction stands beside the bill, and both beside each app alone', () => {
  const { money, apps } = reportOf(record());
  expect(money?.spent).toEqual({ source: 'emulator-bill', total: 5 * 5.5e-5, perRequest: 5.5e-5 });
  expect(money?.predicted.perRequest).toBeCloseTo(5e-5, 10);
  expect(money?.differencePercent).toBeCloseTo(-100 / 11, 6);
  const alone = apps.map((app) => (app.alone.kind === 'planned' ? app.alone.costPerRequest : Number.NaN));
  expect(money?.alonePerRequest).toBeCloseTo((alone[0]! * 4 + alone[1]! * 2) / 6, 12);
});

test('what idle instances cost is part of what was spent, as it is part of the prediction', () => {
  const report = reportOf(record({ billed: { currency: 'CNY', total: 3e-4, idle: 1e-4 } }));
  expect(report.money?.spent).toMatchObject({ total: 3e-4, idle: 1e-4 });
  expect(report.money?.spent?.perRequest).toBeCloseTo(6e-5, 12);
  expect(report.money?.spent?.executions).toBeCloseTo(2e-4, 12);
  const text = renderReport(report, colourless);
  expect(text).toContain("by the emulator's bill, 0.0003 in all, 0.0001 of it for idle instances");
});

test('without an emulator the outcomes tell the money; what ran under an unseen plan is not predicted', () => {
  const history = new PlanHistory();
  history.add({ epoch: 8, plan: planOf([app1, app2]) }, 900);
  const { money } = reportOf(record({ billed: undefined, history }));
  expect(money?.spent).toMatchObject({ source: 'outcomes' });
  expect(money?.spent?.perRequest).toBeCloseTo(6e-5, 10);
  expect(money?.differencePercent).toBeNull();
  expect(money?.predicted).toMatchObject({ requestsWithoutPlan: 4, perRequest: 5e-5 });
});

test('a bill that shrank or changed its currency is no bill', () => {
  expect(billedBetween({ currency: 'CNY', total: 2 }, { currency: 'CNY', total: 5 })).toEqual({
    currency: 'CNY',
    total: 3,
  });
  expect(billedBetween({ currency: 'CNY', total: 5 }, { currency: 'CNY', total: 2 })).toBeUndefined();
  expect(billedBetween({ currency: 'CNY', total: 1 }, { currency: 'USD', total: 2 })).toBeUndefined();
  const withIdle = { currency: 'CNY', total: 5, idle: 1.5 };
  expect(billedBetween({ currency: 'CNY', total: 2, idle: 1 }, withIdle)).toEqual({ ...withIdle, total: 3, idle: 0.5 });
  expect(billedBetween(undefined, { currency: 'USD', total: 2 })).toBeUndefined();
});

test('only plans that came during the run are re-plans; a change of rates alone is none of groups', () => {
  const { replans } = reportOf(record());
  expect(replans).toHaveLength(1);
  expect(replans[0]).toMatchObject({
    ...{ model: 'vgg19', epoch: 8, reason: 'rate', atSeconds: 2, changed: true },
    added: ['app1 + app2 on GPU 2 GB, batch 4'],
    removed: ['app1 on GPU 2 GB, batch 4'],
  });
  const history = new PlanHistory();
  history.add({ epoch: 7, plan: planOf([app1]) }, 900);
  history.add({ epoch: 8, plan: { ...planOf([app1]), costPerSecond: 1 } }, 2_000);
  expect(reportOf(record({ history })).replans[0]).toMatchObject({ changed: false, added: [], removed: [] });
});

test('batches are counted once, however many requests they hold', () => {
  const tally = new ExecutionTally();
  const outcome = outcomeOf({ app: 'app1', id: 'x' }, 1);
  const sized = (size: number) => ({ ...outcome, batch: { ...outcome.batch!, size } });
  [sized(1), sized(3), sized(3), sized(3)].forEach((one) => tally.add(one));
  expect(tally.meanBatchSize).toBeCloseTo(2);
  tally.add({ ...sized(9), timing: { ...outcome.timing, executedMs: 0 } });
  expect(tally.executed).toBe(4);
});

test('the report as a person sees it', () => {
  const lines = renderReport(reportOf(record()), colourless).split('\n');
  expect(lines.slice(1, 10)).toEqual([
    '  Replay abc · 6 requests in 0:10 · 5 answered · mean batch 2.00',
    '',
    '  App         SLO   Requests    Rate   ok   error   expired   rejected   lost      p50      p95      p99    in SLO',
    '  ────────────────────────────────────────────────────────────────────────────────────────────────────────────────',
    '  app1     500 ms          4   0.4/s    4       0         0          0      0   200 ms   600 ms   600 ms   75.00 %',
    '  app2   1,000 ms          2   0.2/s    1       0         0          0      1   900 ms   900 ms   900 ms   50.00 %',
    '  ────────────────────────────────────────────────────────────────────────────────────────────────────────────────',
    '  all                      6   0.6/s    5       0         0          0      1   300 ms   900 ms   900 ms   66.66 %',
    '  one request got no answer within the wait',
  ]);
  expect(lines).toContain("  spent                                 55.00   by the emulator's bill, 0.000275 in all");
  expect(lines).toContain('  predicted by the plan                 50.00   9.1 % below what was spent');
  expect(lines).toContain('  0:02  rate (epoch 8), 50.00 → 50.00 per million');
  expect(lines).toContain('        + app1 + app2 on GPU 2 GB, batch 4');
  expect(lines).toContain('  Plan in force  vgg19, epoch 8, reason rate');
});

test('of nothing there is no share, no zero, and no latency', () => {
  expect([share(0, 0), share(1, 4)]).toEqual([null, 0.25]);
  expect(latencySummary([30, 10, 20])).toEqual({ p50: 20, p95: 30, p99: 30, max: 30 });
  expect(latencySummary([])).toEqual({ p50: null, p95: null, p99: null, max: null });
});
