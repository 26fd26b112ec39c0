import { limits } from '@harmonybatch/contracts';
import { isAccessRefused } from '@harmonybatch/messaging/client';
import type { PlanningTerms } from '@harmonybatch/planning';
import { estimatedRates } from '@harmonybatch/simulation';
import type { Terminal } from '../render/terminal';
import type { System } from '../system/find-system';
import { appFieldText, type AppField } from './app-field';
import { forecastModel, type ModelForecast } from './model-forecast';
import { openTopic, topicRefused } from './open-topic';
import { recordLive } from './record-live';
import { recordPast } from './record-past';
import type { Recording } from './recording';
import { SeenTraffic, type SeenLimits } from './seen-traffic';
import { ShadowProgress } from './shadow-progress';
import { shadowReportOf, type ShadowReport } from './shadow-report';
import type { ModelTask, SloBook } from './slo-book';
import type { WatchedApp } from './watched-app';

const usualLiveMs = 600_000;

export interface ShadowSettings {
  /** Whole name on the cluster. */
  readonly topic: string;
  readonly field: AppField;
  readonly book: SloBook;
  readonly limits: SeenLimits;
  /** From now on, from the first record on, or from a time on (epoch ms). */
  readonly from: 'end' | 'beginning' | number;
  /** Length of the window, ms; absent: of the live topic ten minutes, of the past all there is, a day at most. */
  readonly forMs?: number;
  /** Requests that are simulated at most, of each model: the last ones; 0: none. */
  readonly maxSimulated: number;
  readonly terms: PlanningTerms;
  /** Ends reading with a report of what was seen, or the simulation. */
  readonly stop: AbortSignal;
}

/**
 * Watches a topic and says what a system would have made of its traffic. It joins no consumer group and writes nothing.
 * @throws Refusal where the topic cannot be read
 */
export async function runShadow(system: System, settings: ShadowSettings, terminal: Terminal): Promise<ShadowReport> {
  const traffic = new SeenTraffic(settings.field, settings.book, settings.limits);
  const progress = new ShadowProgress(terminal);
  try {
    const recording = await record(system, settings, traffic, progress);
    return await reportOf(settings, recording, traffic, progress);
  } finally {
    progress.end();
  }
}

async function record(
  system: System,
  { topic: name, from, forMs, stop }: ShadowSettings,
  traffic: SeenTraffic,
  progress: ShadowProgress,
): Promise<Recording> {
  const topic = await openTopic(system, name);
  try {
    const liveMs = forMs ?? usualLiveMs;
    progress.recording(traffic, from === 'end' ? liveMs / 1000 : undefined);
    return await (from === 'end'
      ? recordLive(topic, traffic, liveMs, stop)
      : recordPast(topic, traffic, { from, forMs }, stop));
  } catch (error) {
    throw isAccessRefused(error) ? topicRefused(error) : error;
  } finally {
    progress.end();
    await topic.close().catch(() => undefined);
  }
}

async function reportOf(
  settings: ShadowSettings,
  recording: Recording,
  traffic: SeenTraffic,
  progress: ShadowProgress,
): Promise<ShadowReport> {
  const { book, terms, stop, maxSimulated } = settings;
  const window = { windowMs: recording.untilMs - recording.fromMs, maxRequests: maxSimulated };
  const apps = await watchedApps(book, traffic, recording);
  const wasStopped = stop.aborted;
  const forecasts: ModelForecast[] = [];
  for (const [model, ofModel] of byModel(apps)) {
    const onProgress = (fraction: number): void => {
      if (stop.aborted && !wasStopped) throw new Error('ended by Ctrl-C');
      progress.simulating(model.model, fraction);
    };
    forecasts.push(await forecastModel(model, ofModel, window, terms, onProgress));
  }
  const seen = new Set(apps.map(({ name }) => name));
  return shadowReportOf({
    topic: settings.topic,
    appField: appFieldText(settings.field),
    recording,
    traffic,
    forecasts,
    silentApps: book.named.filter((name) => !seen.has(name)),
    prices: terms.prices,
    today: book.today,
    notes: notesOf(apps, traffic),
  });
}

async function watchedApps(
  book: SloBook,
  traffic: SeenTraffic,
  { fromMs, untilMs }: Recording,
): Promise<readonly WatchedApp[]> {
  const arrivals = [...traffic.arrivals(fromMs, untilMs)];
  const rates = await estimatedRates(
    arrivals.map(([, times]) => times),
    untilMs - fromMs,
  );
  return arrivals.map(([name, arrivalsMs], at) => ({
    name,
    terms: book.termsOf(name)!,
    arrivalsMs,
    rate: rates[at]!,
  }));
}

function byModel(apps: readonly WatchedApp[]): Map<ModelTask, WatchedApp[]> {
  const models = new Map<string, ModelTask>();
  const groups = new Map<ModelTask, WatchedApp[]>();
  for (const app of apps) {
    const model = models.get(app.terms.model.model) ?? app.terms.model;
    models.set(model.model, model);
    groups.set(model, [...(groups.get(model) ?? []), app]);
  }
  return groups;
}

function notesOf(apps: readonly WatchedApp[], { largestBytes }: SeenTraffic): string[] {
  const notes: string[] = [];
  if (apps.length === 0) notes.push('No request of an app with an SLO was seen: nothing can be planned.');
  if (largestBytes > limits.maxInlineBytes)
    notes.push(
      `The largest value has ${largestBytes} bytes; inputs of up to ${limits.maxInlineBytes} bytes travel with a request, larger ones are fetched by their URL (dataref).`,
    );
  return notes;
}
