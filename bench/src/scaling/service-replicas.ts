import { join } from 'node:path';
import { startApp, type ServiceName } from '../system/app-process';
import type { NodeProcess } from '../system/node-process';

/** Longer than a service's own grace: it is killed only when that has failed. */
const stopGraceMs = 15_000;

export interface ReplicaTerms {
  readonly env: Readonly<Record<string, string>>;
  readonly checkout: string;
  readonly logFolder: string;
}

interface Replica {
  readonly place: number;
  readonly process: NodeProcess;
}

/** The processes of one service. Each has a place, as a container has that a supervisor starts again. */
export class ServiceReplicas {
  private replicas: Replica[] = [];
  private starts = 0;

  constructor(
    readonly name: ServiceName,
    private readonly terms: ReplicaTerms,
  ) {}

  get pids(): readonly number[] {
    return this.replicas.map(({ process }) => process.pid);
  }

  get count(): number {
    return this.replicas.length;
  }

  /** Starts or ends replicas, all that it takes at once; resolves when those that were started are ready. */
  async scaleTo(count: number): Promise<void> {
    const leaving = this.replicas.splice(count);
    const places = Array.from({ length: count }, (_, place) => place).slice(this.count);
    await Promise.all([...places.map((place) => this.start(place)), ...leaving.map(({ process }) => end(process))]);
  }

  /** Each is ended and started again, one after the other, as a supervisor rolls them. */
  async roll(): Promise<void> {
    for (const { place, process } of [...this.replicas]) {
      this.forget(place);
      await end(process);
      await this.start(place);
    }
  }

  /** Ends the newest one at once. @returns its place */
  async kill(): Promise<number> {
    const { place, process } = this.replicas.at(-1)!;
    this.forget(place);
    await process.kill();
    return place;
  }

  async start(place: number): Promise<void> {
    const { env, checkout, logFolder } = this.terms;
    const replica = `${this.name}-${place}`;
    this.starts += 1;
    const logFile = join(logFolder, `${replica}.${this.starts}.log`);
    const process = await startApp(this.name, { ...env, HARMONYBATCH_REPLICA: replica }, logFile, checkout);
    this.replicas.push({ place, process });
    this.replicas.sort((one, other) => one.place - other.place);
  }

  private forget(place: number): void {
    this.replicas = this.replicas.filter((replica) => replica.place !== place);
  }
}

const end = (process: NodeProcess): Promise<void> => process.stop(stopGraceMs);
