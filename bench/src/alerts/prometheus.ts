import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePorts, GuardedProcess, untilReady } from '@harmonybatch/local-backends';
import type { SampledSeries } from './sample-notation';

const pollMs = 100;
/** Series are gone after so long without a value. */
const lookback = '5s';

export interface PrometheusOptions {
  readonly folder: string;
  /** A file of rules. */
  readonly rules: object;
  /** Address of each service, by its name. */
  readonly targets: ReadonlyMap<string, string>;
}

/** An alert as it is now. */
export interface AlertNow {
  readonly name: string;
  readonly state: 'pending' | 'firing';
  readonly labels: Readonly<Record<string, string>>;
}

export interface Sample {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: number;
}

/** There is no Prometheus on this machine. */
export class NoPrometheusError extends Error {
  constructor() {
    super('prometheus is not there: apt-get install prometheus, or the archive from prometheus.io/download');
  }
}

const scrapeConfig = (targets: ReadonlyMap<string, string>) =>
  [...targets].map(([job, url]) => ({
    job_name: job,
    scrape_timeout: '900ms',
    static_configs: [{ targets: [new URL(url).host] }],
  }));

/** A real Prometheus on the loopback interface, which scrapes and evaluates every second. */
export class Prometheus {
  private constructor(
    private readonly url: string,
    private readonly process: GuardedProcess,
  ) {}

  /** @throws NoPrometheusError; ProcessEndedError with its last lines where it does not start */
  static async start({ folder, rules, targets }: PrometheusOptions): Promise<Prometheus> {
    if (spawnSync('prometheus', ['--version']).error !== undefined) throw new NoPrometheusError();
    mkdirSync(folder, { recursive: true });
    const config = {
      global: { scrape_interval: '1s', evaluation_interval: '1s' },
      rule_files: ['rules.yml'],
      scrape_configs: scrapeConfig(targets),
    };
    writeFileSync(join(folder, 'rules.yml'), JSON.stringify(rules));
    writeFileSync(join(folder, 'prometheus.yml'), JSON.stringify(config));
    const [port = 0] = await freePorts(1);
    const process = await GuardedProcess.start({
      name: 'Prometheus',
      command: 'prometheus',
      args: [
        `--config.file=${join(folder, 'prometheus.yml')}`,
        `--storage.tsdb.path=${join(folder, 'data')}`,
        `--web.listen-address=127.0.0.1:${port}`,
        `--query.lookback-delta=${lookback}`,
      ],
      logFile: join(folder, 'prometheus.log'),
    });
    const url = `http://127.0.0.1:${port}`;
    await untilReady(process, (signal) => untilAnswers(`${url}/-/ready`, signal));
    return new Prometheus(url, process);
  }

  async alerts(): Promise<AlertNow[]> {
    const { alerts } = await this.ask<{ alerts: { labels: Record<string, string>; state: AlertNow['state'] }[] }>(
      'alerts',
    );
    return alerts.map(({ labels, state }) => ({ name: labels['alertname'] ?? '', state, labels }));
  }

  /** What an expression is now. @throws Error where Prometheus refuses it */
  async query(expr: string): Promise<Sample[]> {
    const { result } = await this.ask<{ result: { metric: Record<string, string>; value: [number, string] }[] }>(
      'query',
      { query: expr },
    );
    return result.map(({ metric, value }) => ({ metric, value: Number(value[1]) }));
  }

  /** Every series of these names as it was each second from one Unix time, s, to another; null where it was not there. */
  async sampled(names: readonly string[], fromS: number, toS: number): Promise<SampledSeries[]> {
    const { result } = await this.ask<{ result: { metric: Record<string, string>; values: [number, string][] }[] }>(
      'query_range',
      { query: `{__name__=~"${names.join('|')}"}`, start: String(fromS), end: String(toS), step: '1' },
    );
    return result.map(({ metric, values }) => {
      const bySecond = new Map(values.map(([atS, value]) => [Math.round(atS), Number(value)]));
      return {
        metric,
        values: Array.from({ length: toS - fromS + 1 }, (_, at) => bySecond.get(fromS + at) ?? null),
      };
    });
  }

  async stop(): Promise<void> {
    await this.process.stop();
  }

  private async ask<T>(path: string, parameters: Readonly<Record<string, string>> = {}): Promise<T> {
    const answer = await fetch(`${this.url}/api/v1/${path}?${new URLSearchParams(parameters).toString()}`);
    const body = (await answer.json()) as { status: string; error?: string; data: T };
    if (body.status !== 'success') throw new Error(`Prometheus refuses ${path}: ${body.error}`);
    return body.data;
  }
}

async function untilAnswers(url: string, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const answer = await fetch(url).catch(() => undefined);
    if (answer?.ok === true) return;
    await sleep(pollMs);
  }
}
