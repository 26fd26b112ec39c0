import { priceBooks } from '@harmonybatch/model';
import { planningDefaults, type PlanningTerms } from '@harmonybatch/planning';
import { PoissonArrivals } from '@harmonybatch/traffic';
import { colourless } from '../../src/render/terminal';
import { renderShadow } from '../../src/render/shadow-text';
import { parseAppField } from '../../src/shadow/app-field';
import { forecastModel, type ModelForecast } from '../../src/shadow/model-forecast';
import { SeenTraffic } from '../../src/shadow/seen-traffic';
import { shadowReportOf, type ShadowReport } from '../../src/shadow/shadow-report';
import { SloBook } from '../../src/shadow/slo-book';
import type { WatchedApp } from '../../src/shadow/watched-app';
import { logRecord } from './log-record';

const windowMs = 120_000;
const prices = priceBooks['prototype-2023-cny']!;
const terms: PlanningTerms = { ...planningDefaults, prices };
const book = SloBook.of({
  slo: [
    ['quick', '500'],
    ['patient', '1000'],
    ['hasty', '5'],
  ],
  model: 'vgg19',
});
const nothing = (): void => undefined;

function poisson(name: string, rateHz: number, seed = 1): WatchedApp {
  const process = new PoissonArrivals(rateHz, seed, name);
  const times: number[] = [];
  for (let atMs = process.next(); atMs < windowMs; atMs = process.next()) times.push(atMs);
  const rate = { rateHz, standardErrorHz: 0.1, windowSeconds: 120 };
  return { name, terms: book.termsOf(name)!, arrivalsMs: Float64Array.from(times), rate };
}

const forecast = (...apps: WatchedApp[]): Promise<ModelForecast> =>
  forecastModel(book.termsOf('quick')!.model, apps, { windowMs, maxRequests: 100_000 }, terms, nothing);

const reportOf = (...forecasts: ModelForecast[]): ShadowReport => {
  const traffic = new SeenTraffic(parseAppField('app'), book, { maxRecords: 1_000, maxRecordBytes: 1_000 });
  traffic.take(2, logRecord({ value: '\u001b[31m1;2;3', offset: 7 }), 0);
  traffic.take(0, logRecord({ value: '{"app":"stranger\\u001b"}' }), 0);
  return shadowReportOf({
    ...{ topic: 'orders', appField: '/app', traffic, forecasts, prices, silentApps: ['mute'], notes: [] },
    recording: { fromMs: 0, untilMs: windowMs, endedBy: 'time', trouble: null, emptyOffsets: 0, strangeTimes: 0 },
    today: { perMonth: 10_000, currency: 'CNY' },
  });
};

test('apps that share functions cost less together than alone, by the sums of the plan', async () => {
  const { money, apps, models } = reportOf(await forecast(poisson('quick', 5), poisson('patient', 10, 2)));
  const planned = models[0]!.plan!.expected.costPerSecond * 3_600;
  expect(money!.perHour).toBeCloseTo(planned, 9);
  expect(apps.reduce((sum, { costPerHour }) => sum + costPerHour!, 0)).toBeCloseTo(planned, 9);
  expect(money!.alonePerHour).toBeCloseTo(
    apps.reduce((sum, app) => sum + app.alonePerHour!, 0),
    9,
  );
  expect(money!.savedPercent).toBeCloseTo((1 - money!.perHour / money!.alonePerHour!) * 100, 9);
  expect(money!.savedPercent).toBeGreaterThanOrEqual(0);
  expect(Math.abs(money!.simulatedPerHour! / money!.perHour - 1)).toBeLessThan(0.3);
  expect(money!.today!.savedPercent).toBeCloseTo((1 - money!.perMonth / 10_000) * 100, 9);
});

test('an app whose SLO no function can hold is named with the tightest one, and the others are planned without it', async () => {
  const report = reportOf(await forecast(poisson('hasty', 1), poisson('patient', 10)));
  const [hasty, patient] = report.apps;
  expect(hasty).toMatchObject({ name: 'hasty', verdict: 'unattainable', costPerHour: null, simulated: null });
  expect(hasty!.tightestSloMs).toBeGreaterThan(5);
  expect(hasty!.reason).toContain('no function answers vgg19 faster than');
  expect(patient).toMatchObject({ verdict: 'held', reason: null });
  expect(report.money!.perHour).toBeCloseTo(patient!.costPerHour!, 9);
});

test('where no app can be served there is no money, and the report says so', async () => {
  const report = reportOf(await forecast(poisson('hasty', 1)));
  expect(report.money).toBeNull();
  expect(renderShadow(report, colourless)).toContain('no function answers vgg19 faster than');
});

test('bursts that the plan does not allow for are missed in the simulation, with what became of them', async () => {
  const burst = poisson('quick', 0.02);
  const arrivalsMs = Float64Array.from({ length: 3_000 }, (_, at) => 60_000 + at);
  const report = reportOf(await forecast({ ...burst, arrivalsMs }));
  expect(report.apps[0]!.verdict).toBe('missed');
  expect(report.apps[0]!.attainment.simulated).toBeLessThan(0.99);
  expect(report.apps[0]!.reason).toMatch(/in the simulation \d+ (answered late|expired|turned away)/);
});

test('a few requests tell nothing of an attainment, and a broken-off simulation leaves the plan', async () => {
  const few = { ...poisson('quick', 0.02), arrivalsMs: Float64Array.of(1_000, 50_000) };
  expect(reportOf(await forecast(few)).apps[0]).toMatchObject({ verdict: 'too-few', reason: null });
  const cut = await forecastModel(few.terms.model, [few], { windowMs, maxRequests: 100_000 }, terms, () => {
    throw new Error('ended by Ctrl-C');
  });
  const report = reportOf(cut);
  expect(report.apps[0]).toMatchObject({ verdict: 'planned' });
  expect(report.notes).toContain('Not simulated: ended by Ctrl-C');
  expect(report.money).toMatchObject({ simulatedPerHour: null });
});

test('of more requests than are to be simulated the last ones are, or none, and the report says so', async () => {
  const app = poisson('patient', 10);
  const forecastOf = (maxRequests: number): Promise<ModelForecast> =>
    forecastModel(app.terms.model, [app], { windowMs, maxRequests }, terms, nothing);
  const part = reportOf(await forecastOf(200));
  expect(part.models[0]!.simulated!.requests).toBeGreaterThan(150);
  expect(part.models[0]!.simulated!.requests).toBeLessThanOrEqual(200);
  expect(part.notes).toContainEqual(expect.stringMatching(/^Of \d+ requests the last \d+ were simulated\.$/));
  const none = reportOf(await forecastOf(0));
  expect(none.apps[0]).toMatchObject({ verdict: 'planned', simulated: null });
  expect(none.notes).toContain('Nothing was simulated, as was asked.');
});

test('names and examples of strangers cannot drive a terminal, and what is left out is told', async () => {
  const report = reportOf(await forecast(poisson('patient', 10)));
  expect(report.records).toMatchObject({ read: 2, unknown: 1, malformed: 1 });
  expect(report.malformed).toMatchObject([{ kind: 'not-json', count: 1, example: { place: '2/7' } }]);
  const text = renderShadow(report, colourless);
  for (const fact of [
    'orders/2/7',
    'stranger\\u{1b}',
    'apps that sent nothing: mute',
    'saves',
    'paid today',
    '0:02:00'.slice(2),
  ])
    expect(text).toContain(fact);
  expect(text).not.toContain('\u001b');
});

test('apps keep their own names in plans and reports, whatever they are called', async () => {
  const strange = { ...poisson('patient', 10), name: '//shop/checkout?ü' };
  const report = reportOf(await forecast(strange));
  expect(report.apps[0]).toMatchObject({ name: '//shop/checkout?ü', verdict: 'held' });
  expect(report.models[0]!.plan!.groups[0]!.apps[0]!.name).toBe('//shop/checkout?ü');
});
