import fc from 'fast-check';
import { ManualClock, RecordedEvents } from '../../../libs/ports/test/fake-ports';
import { History } from '../src/history/history';
import { Recording } from '../src/history/recording';
import { hourLengthMs } from '../src/money/cells';
import { Ledger } from '../src/money/ledger';
import { MoneyHandlers } from '../src/money/money.handlers';
import { sumMoney } from '../src/money/money-sums';
import { amountOf, decimalOf, unitsOf } from '../src/money/units';
import { PlanIndex, summaryOf } from '../src/plans/plan-index';
import type { TopicPositions } from '../src/reading/read-positions';
import { answerFaults } from './open-port';
import { atMs, examplePlan, executionOf, outcomeOf } from './examples';

const newLedger = (maxCells = 1_000) => new Ledger(maxCells, () => 'resnet', new RecordedEvents());
const positionsAt = (offset: number): Record<string, TopicPositions> => ({
  'inference.completed': { topicId: 'one', next: { 0: offset }, untilMs: atMs },
});

async function pageOf({
  ledger,
  sinceMs = atMs - 2 * 24 * hourLengthMs,
  index = new PlanIndex(10),
}: {
  ledger: Ledger;
  sinceMs?: number;
  index?: PlanIndex;
}) {
  const history = await History.open(undefined, sinceMs);
  const recording = new Recording(history, ledger, () => positionsAt(1));
  await recording.write();
  return new MoneyHandlers(recording, history, index, new ManualClock(atMs)).handlers;
}
const call = <Q>(query: Q) => ({ params: {}, query, body: undefined, signal: new AbortController().signal });

describe('units of money', () => {
  it('are the amount again, and all its digits', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 50 }), (units) => {
        expect(unitsOf(amountOf(BigInt(units)))).toBe(BigInt(units));
      }),
    );
    expect(decimalOf(unitsOf(0.000_002_5))).toBe('0.0000025');
    expect(decimalOf(0n)).toBe('0');
    expect(decimalOf(unitsOf(30))).toBe('30');
  });
});

describe('what was spent', () => {
  const invocation = fc.record({
    app: fc.constantFrom('a', 'b', 'c'),
    group: fc.constantFrom('1'.repeat(16), '2'.repeat(16)),
    functionName: fc.constantFrom('f', 'g'),
    hour: fc.integer({ min: 0, max: 20 }),
    amount: fc.double({ min: 0, max: 1e-3, noNaN: true }),
    requests: fc.integer({ min: 0, max: 7 }),
  });

  it('is the same to the last unit, by whatever it is divided, however often it is written', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(invocation, { maxLength: 40 }), fc.integer({ min: 1, max: 9 }), async (all, every) => {
        const ledger = newLedger();
        const history = await History.open(undefined, 0);
        const recording = new Recording(history, ledger, () => positionsAt(0));
        let number = 0;
        let invoked = 0n;
        let answered = 0n;
        for (const [index, { app, group, functionName, hour, amount, requests }] of all.entries()) {
          const startedAtMs = atMs - hour * hourLengthMs;
          const cost = { amount, currency: 'CNY' };
          ledger.executed(executionOf(index, { startedAtMs, groupId: group, functionName, cost }));
          invoked += unitsOf(amount);
          for (let request = 0; request < requests; request += 1) {
            const share = { amount: amount / requests, currency: 'CNY' };
            const timing = { arrivedAtMs: startedAtMs, queuedMs: 0, executedMs: 80 };
            ledger.answered(
              outcomeOf(number++, { app, timing, batch: { group, function: functionName }, cost: share }),
            );
            answered += unitsOf(share.amount);
          }
          if (index % every === 0) await recording.write();
        }
        const cells = await recording.cells(0, atMs + hourLengthMs);
        for (const by of ['app', 'group', 'function'] as const) {
          const sums = sumMoney(cells, by);
          expect(sums.rows.reduce((sum, { units }) => sum + units, 0n)).toBe(answered);
          expect(sums.attributedUnits).toBe(answered);
          const hours = [...sums.hours.values()];
          expect(hours.reduce((sum, { requestUnits }) => sum + requestUnits, 0n)).toBe(answered);
          expect(hours.reduce((sum, { invocationUnits }) => sum + invocationUnits, 0n)).toBe(invoked);
          expect(sums.totalUnits >= invoked && sums.totalUnits >= answered).toBe(true);
          expect(sums.rows.reduce((sum, { requests }) => sum + requests, 0)).toBe(number);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('counts what no answered request bears apart', async () => {
    const ledger = newLedger();
    ledger.executed(executionOf(1, { cost: { amount: 0.3, currency: 'CNY' }, status: 'error' }));
    ledger.executed(executionOf(1, { cost: { amount: 0.1, currency: 'CNY' }, attempt: 2 }));
    ledger.answered(outcomeOf(1, { cost: { amount: 0.1, currency: 'CNY' } }));
    const { money } = await pageOf({ ledger });
    const page = await money!(call({}));
    expect(answerFaults('money', page)).toEqual([]);
    expect(page.total).toEqual({ amount: 0.4, currency: 'CNY', coverage: 'complete', missing: [] });
    expect(page.unattributed).toBe(0.3);
    expect(page.rows).toEqual([{ name: 'tight', model: 'resnet', amount: 0.1, requests: 1, perMillion: 1e5 }]);
    expect(page.hours).toHaveLength(24);
    expect(page.hours.at(-1)).toMatchObject({ amount: 0.4, requests: 1, coverage: 'complete' });
    expect(page.hours.at(-1)).toMatchObject({ parts: [0.1], others: 0, unattributed: 0.3 });
  });

  it('is divided hour by hour among the five dearest, all others and what no row bears', async () => {
    const ledger = newLedger();
    const spend = (app: string, amount: number, hoursAgo: number) => {
      const timing = { arrivedAtMs: atMs - 150 - hoursAgo * hourLengthMs };
      ledger.answered(outcomeOf(1, { app, timing, cost: { amount, currency: 'CNY' } }));
    };
    for (let number = 1; number <= 1_000; number += 1) spend(`app-${number}`, number / 1e6, 0);
    spend('app-1', 0.5, 3);
    spend('app-2', 0.25, 3);
    const { money } = await pageOf({ ledger });
    const page = await money!(call({}));
    expect(answerFaults('money', page)).toEqual([]);
    expect(page.rows.slice(0, 5).map(({ name }) => name)).toEqual(['app-1', 'app-2', 'app-1000', 'app-999', 'app-998']);
    expect(page.hours.at(-4)).toMatchObject({ parts: [0.5, 0.25, 0, 0, 0], others: 0, unattributed: 0 });
    expect(page.hours.at(-1)).toMatchObject({ parts: [1e-6, 2e-6, 0.001, 0.000_999, 0.000_998], unattributed: 0 });
    for (const { amount, parts, others, unattributed } of page.hours)
      expect(parts.reduce((sum, part) => sum + part, others + unattributed)).toBeCloseTo(amount, 12);
    const functions = await money!(call({ by: 'function' as const }));
    expect(functions.hours.at(-4)!.parts).toEqual([0.75]);
  });

  it('says what is not in it, and is never a silent 0', async () => {
    const ledger = newLedger();
    ledger.executed(executionOf(1, { cost: undefined }));
    ledger.answered(outcomeOf(1, { cost: undefined }));
    ledger.executed(executionOf(2, { cost: { amount: 1, currency: 'USD' } }));
    ledger.executed(executionOf(3));
    ledger.executed(executionOf(4));
    ledger.missed({ fromMs: atMs - 600_000, toMs: atMs - 500_000 });
    const { money } = await pageOf({ ledger, sinceMs: atMs - hourLengthMs });
    const { total, hours } = await money!(call({}));
    expect(total).toMatchObject({ coverage: 'partial', currency: 'CNY' });
    expect(total.missing).toEqual([
      'nothing is known before 2027-01-15 07:00 UTC',
      'from 2027-01-15 07:50 to 2027-01-15 07:51 UTC not all was read'.replace('07:50', '07:50 UTC'),
      '2 requests and invocations have no price',
      '1 requests and invocations are in USD, not in CNY',
    ]);
    expect(hours[0]!.coverage).toBe('unknown');
    expect(hours.at(-1)!.coverage).toBe('partial');
    const before = await money!(call({ fromMs: atMs - 9 * hourLengthMs, toMs: atMs - 5 * hourLengthMs }));
    expect(before.total).toMatchObject({ amount: null, coverage: 'unknown' });
  });

  it('knows what plans expect beside invocations', async () => {
    const index = new PlanIndex(10);
    index.add('resnet', summaryOf(1, atMs - 2 * hourLengthMs, examplePlan));
    index.add('resnet', summaryOf(2, atMs - 600_000, { ...examplePlan, groups: [] }));
    const { money } = await pageOf({ ledger: newLedger(), index });
    const { expectedBeside } = await money!(call({}));
    expect(expectedBeside).toBeCloseTo(((2 * hourLengthMs - 600_000) / 1000) * 0.000_006, 12);
  });

  it('sums what is too much to be kept apart, and loses none of it', async () => {
    const events = new RecordedEvents();
    const ledger = new Ledger(5, () => 'resnet', events);
    for (let number = 0; number < 20; number += 1) ledger.answered(outcomeOf(number, { app: `app-${number}` }));
    const { money } = await pageOf({ ledger });
    const { rows, total } = await money!(call({}));
    expect(rows).toHaveLength(6);
    expect(rows.find(({ name }) => name === 'others')!.requests).toBe(15);
    expect(total.amount).toBe(0.000_04);
  });

  it('is a table whose rows sum to the total, and FOCUS', async () => {
    const ledger = newLedger();
    ledger.executed(executionOf(1, { cost: { amount: 0.3, currency: 'CNY' } }));
    ledger.answered(outcomeOf(1, { cost: { amount: 0.1, currency: 'CNY' } }));
    ledger.answered(outcomeOf(2, { app: 'loose', cost: { amount: 0.15, currency: 'CNY' } }));
    const { moneyCsv, moneyFocus } = await pageOf({ ledger });
    const lines = (await moneyCsv!(call({}))).split('\r\n');
    expect(lines).toEqual([
      'hour,by,name,model,currency,amount,requests',
      '2027-01-15T07:00:00Z,app,loose,resnet,CNY,0.15,1',
      '2027-01-15T07:00:00Z,app,tight,resnet,CNY,0.1,1',
      '2027-01-15T07:00:00Z,app,(unattributed),,CNY,0.05,0',
      '',
    ]);
    const [head, first] = (await moneyFocus!(call({}))).split('\r\n');
    expect(head!.split(',').slice(0, 3)).toEqual(['BilledCost', 'BillingAccountId', 'BillingCurrency']);
    expect(first).toContain('0.15,harmonybatch,CNY,2027-02-01T00:00:00Z,2027-01-01T00:00:00Z,Usage');
  });

  it('refuses a span that is none', async () => {
    const { money } = await pageOf({ ledger: newLedger() });
    await expect(money!(call({ fromMs: atMs, toMs: atMs - hourLengthMs }))).rejects.toMatchObject({ status: 400 });
    await expect(money!(call({ fromMs: 0 }))).rejects.toMatchObject({ status: 400 });
  });
});
