import { join } from 'node:path';
import { runCommand } from '../engine/run-command';
import { untilNothingIsAmiss } from './poll';

/** A record of `inference.completed`. */
export interface OutcomeRecord {
  /** The record's key: the first record of an identity is its effective outcome. */
  readonly identity: string;
  /** The producer's. */
  readonly id: string;
}

export interface Answers {
  readonly requests: number;
  /** Records after the effective one. */
  readonly repeated: number;
  /** What is not answered, or more than once, or was never asked, in words. */
  readonly amiss: readonly string[];
}

const topics = { requested: 'inference.requested', completed: 'inference.completed' };
const shownIds = 3;

const named = (what: string, ids: readonly string[]): string[] =>
  ids.length > 0 ? [`${ids.length} ${what}, such as ${ids.slice(0, shownIds).join()}`] : [];

/** Holds all requests against all outcomes. */
export function countAnswers(requested: readonly string[], completed: readonly OutcomeRecord[]): Answers {
  const identities = new Map<string, Set<string>>();
  for (const { id, identity } of completed) identities.set(id, (identities.get(id) ?? new Set()).add(identity));
  const asked = new Set(requested);
  const effective = [...identities.values()].reduce((sum, { size }) => sum + size, 0);
  const amiss = [
    ...named(
      'not answered',
      [...asked].filter((id) => !identities.has(id)),
    ),
    ...named(
      'answered under two identities',
      [...identities.keys()].filter((id) => identities.get(id)?.size !== 1),
    ),
    ...named(
      'answered and not asked',
      [...identities.keys()].filter((id) => !asked.has(id)),
    ),
  ];
  return { requests: asked.size, repeated: completed.length - effective, amiss };
}

/** How many different ids there are of each app. */
export function countByApp(requests: readonly { readonly id: string; readonly app: string }[]): Record<string, number> {
  const ids = new Map<string, Set<string>>();
  for (const { id, app } of requests) ids.set(app, (ids.get(app) ?? new Set()).add(id));
  return Object.fromEntries([...ids].map(([app, { size }]) => [app, size]));
}

/** What the topics themselves say, read whole by kcat, which shares nothing with this project. */
export class OutcomeCount {
  constructor(
    private readonly brokers: string,
    private readonly logs: string,
    private readonly interruption: AbortSignal,
  ) {}

  /** Waits until each request has exactly one effective outcome. @throws Error naming what is amiss */
  async check(timeoutMs: number): Promise<string> {
    let answers: Answers | undefined;
    await untilNothingIsAmiss(async () => (answers = await this.read()).amiss, timeoutMs);
    const { requests = 0, repeated = 0 } = answers ?? {};
    return `${requests} requests by id, each with exactly one effective outcome; ${repeated} records repeat one`;
  }

  /** How many requests there are of each app, each id once. */
  async requestsByApp(): Promise<Record<string, number>> {
    const requested = await this.records<{ id: string; app: string }>(topics.requested);
    return countByApp(requested.map(({ value }) => value));
  }

  private async read(): Promise<Answers> {
    const requested = await this.records<{ id: string }>(topics.requested);
    const completed = await this.records<{ id: string }>(topics.completed);
    return countAnswers(
      requested.map(({ value }) => value.id),
      completed.map(({ key, value }) => ({ identity: key, id: value.id })),
    );
  }

  private async records<Value>(topic: string): Promise<{ key: string; value: Value }[]> {
    const args = ['-C', '-e', '-q', '-b', this.brokers, '-t', topic, '-o', 'beginning', '-f', '%o\t%k\t%s\n'];
    const logFile = join(this.logs, `${topic}.log`);
    const said = await runCommand({ command: 'kcat', args, interruption: this.interruption, logFile });
    return said.split('\n').map((line) => {
      // It begins with its offset, for a key may be empty, and white space around what a command says is not kept.
      const [, key = '', value = ''] = /^\d+\t([^\t]*)\t(.*)$/s.exec(line) ?? [];
      return { key, value: JSON.parse(value) as Value };
    });
  }
}
