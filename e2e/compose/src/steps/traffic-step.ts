import { setTimeout as sleep } from 'node:timers/promises';
import type { Compose, Container } from '../engine/compose';
import type { DockerEngine } from '../engine/docker-engine';
import type { HarmonybatchCommand, ReplayFindings } from '../system/harmonybatch-command';

/** Rates of the sample apps, as `apps/local/samples/apps.yaml` expects them. */
const ratesHz = { 'app-400ms': 5, 'app-500ms': 10, 'app-800ms': 10, 'app-1000ms': 15 };
const healthyTimeoutMs = 240_000;
const pollMs = 500;
/** Kills what a container runs, and not its init, which the engine would take for the will of its user. */
const killInside = 'kill -9 $(cat /proc/1/task/1/children)';

export interface Ground {
  readonly engine: DockerEngine;
  readonly compose: Compose;
  readonly harmonybatch: HarmonybatchCommand;
}

async function scale({ compose }: Ground, replicas: Readonly<Record<string, number>>): Promise<string> {
  const wanted = Object.entries(replicas).flatMap(([name, count]) => ['--scale', `${name}=${count}`]);
  await compose.run('up', '--detach', '--no-build', '--no-recreate', ...wanted);
  await compose.untilHealthy(replicas, healthyTimeoutMs);
  return 'healthy';
}

/** Waits until the same container runs again, by its restart policy. @returns how often it was restarted by now */
async function untilRestarted({ compose }: Ground, { id, service, restarts }: Container): Promise<number> {
  const endMs = performance.now() + healthyTimeoutMs;
  for (;;) {
    const now = (await compose.containers(service)).find((one) => one.id === id);
    if (now !== undefined && now.restarts > restarts && now.health === 'healthy') return now.restarts;
    if (performance.now() > endMs) throw new Error(`the killed container of ${service} did not come back`);
    await sleep(pollMs);
  }
}

async function killOne(ground: Ground, service: string): Promise<string> {
  const [one] = await ground.compose.containers(service);
  if (one === undefined) throw new Error(`there is no ${service} to kill`);
  // The shell dies with what it kills, or is told that it has no such process any more.
  await ground.engine.docker('exec', one.id, 'sh', '-c', killInside);
  const restarts = await untilRestarted(ground, one);
  return `container ${one.id.slice(0, 12)} restarted, ${one.restarts} before and ${restarts} now`;
}

/** What is done to the system while requests flow, and by which name; each says what came of it. */
export const hurts: Readonly<Record<string, (ground: Ground) => Promise<string>>> = {
  'batcher 3, dispatcher 4': (ground) => scale(ground, { batcher: 3, dispatcher: 4 }),
  'batcher killed': (ground) => killOne(ground, 'batcher'),
  'dispatcher killed': (ground) => killOne(ground, 'dispatcher'),
  'ingest killed': (ground) => killOne(ground, 'ingest'),
  'batcher 1, dispatcher 1': (ground) => scale(ground, { batcher: 1, dispatcher: 1 }),
  'batcher 2, dispatcher 2': (ground) => scale(ground, { batcher: 2, dispatcher: 2 }),
};

/** @throws Error where one was lost, not taken, or could not be read */
export function judge(found: ReplayFindings): string {
  const { requests, answered, lost, unpublished, unreadable, duplicates, attainment, outcomes } = found;
  const errors = outcomes['error'] ?? 0;
  const figures = `${requests} requests, ${answered} answered, ${lost} lost, ${duplicates} answered again, ${errors} errors`;
  if (lost + unpublished + unreadable + errors > 0 || (outcomes['ok'] ?? 0) === 0)
    throw new Error(`${figures}, ${unpublished} not taken, ${unreadable} unreadable: ${JSON.stringify(outcomes)}`);
  return `${figures}; ${((attainment ?? 0) * 100).toFixed(1)} % in their SLO on this machine`;
}

/**
 * Hurts the system, one thing after another, while traffic flows: in rounds of so many seconds until all is done.
 * @returns what came of each hurt, and of the requests of each round
 */
export async function trafficUnderChange(
  ground: Ground,
  seconds: number,
  say: (text: string) => void,
): Promise<string> {
  let changing = true;
  const change = async (): Promise<string[]> => {
    const found: string[] = [];
    for (const [name, hurt] of Object.entries(hurts)) {
      const came = `${name}: ${await hurt(ground)}`;
      say(`    ${came}`);
      found.push(came);
    }
    return found;
  };
  const traffic = async (): Promise<string[]> => {
    const rounds: string[] = [];
    do rounds.push(judge(await ground.harmonybatch.replay(ratesHz, seconds)));
    while (changing);
    return rounds;
  };
  const changed = change().finally(() => (changing = false));
  // Both to their end: what follows takes down what they are busy with.
  const ends = await Promise.allSettled([changed, traffic()]);
  const failed = ends.find((end) => end.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
  return ends.flatMap((end) => (end.status === 'fulfilled' ? end.value : [])).join(' | ');
}
