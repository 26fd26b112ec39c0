import { join } from 'node:path';
import { runCommand } from '../engine/run-command';

/** The part of `harmonybatch replay --json` that tells what became of requests. */
export interface ReplayFindings {
  readonly requests: number;
  readonly answered: number;
  readonly lost: number;
  readonly unpublished: number;
  readonly unreadable: number;
  readonly duplicates: number;
  readonly attainment: number | null;
  readonly outcomes: Readonly<Record<string, number>>;
}

/** The command line of the host, on the system behind a published port of Kafka. */
export class HarmonybatchCommand {
  constructor(
    private readonly folder: string,
    private readonly brokers: string,
    private readonly logs: string,
    private readonly interruption: AbortSignal,
  ) {}

  /** @returns what it wrote @throws CommandError where its exit status is not 0 */
  run(...args: readonly string[]): Promise<string> {
    return runCommand({
      command: process.execPath,
      args: [join(this.folder, 'apps', 'cli', 'bin', 'harmonybatch.cjs'), ...args],
      env: { ...process.env, KAFKA_BROKERS: this.brokers, KAFKA_TOPIC_PREFIX: '', FC_ENDPOINT: '' },
      interruption: this.interruption,
      logFile: join(this.logs, 'harmonybatch.log'),
    });
  }

  /** @param ratesHz requests per second of each app @throws CommandError where a request was not answered */
  async replay(ratesHz: Readonly<Record<string, number>>, seconds: number): Promise<ReplayFindings> {
    const poisson = Object.entries(ratesHz).map(([app, rateHz]) => `${app}=${rateHz}`);
    const said = await this.run('replay', '--poisson', poisson.join(), '--duration', `${seconds}s`, '--json');
    return JSON.parse(said) as ReplayFindings;
  }
}
