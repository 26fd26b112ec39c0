import type { Compose } from '../engine/compose';
import type { DockerEngine } from '../engine/docker-engine';
import type { Console, Spent } from '../system/console';
import type { OutcomeCount } from '../system/outcome-count';
import { untilNothingIsAmiss } from '../system/poll';
import { image } from './image-step';

export interface Shown {
  readonly compose: Compose;
  readonly console: Console;
  readonly outcomes: OutcomeCount;
}

const figuresTimeoutMs = 60_000;
const healthyTimeoutMs = 120_000;
/** Longer than a console takes to see that it may not start. */
const refusalSeconds = '60';

/** Checks that a console which others could reach does not start without a token. */
export async function checkRefusal(engine: DockerEngine): Promise<string> {
  const command = ['timeout', refusalSeconds, 'node', 'apps/console/dist/main.js'];
  const settings = ['--env', 'KAFKA_BROKERS=kafka:19092'];
  const said = await engine
    .docker('run', '--rm', '--read-only', '--network', 'none', ...settings, image, ...command)
    .then(
      () => 'it ended as if all were well',
      (error: Error) => error.message,
    );
  if (!said.includes('CONSOLE_TOKEN is absent')) throw new Error(`it was not refused for that: ${said}`);
  return 'refused on an address that others reach';
}

/** Paths of scripts, styles and pictures that a page names. */
export const assetsIn = (page: string): string[] =>
  [...page.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map(([, path = '']) => path);

/** What two readings of figures do not have in common, in words. */
export function differences(
  shown: Readonly<Record<string, number>>,
  wanted: Readonly<Record<string, number>>,
): string[] {
  const names = [...new Set([...Object.keys(shown), ...Object.keys(wanted)])];
  return names
    .filter((name) => (shown[name] ?? 0) !== (wanted[name] ?? 0))
    .map((name) => `${shown[name] ?? 0} of ${wanted[name] ?? 0} requests of ${name} are shown`);
}

/** What a console that was made anew does not say of money as the one before it, in words. */
export const forgotten = (before: Spent, now: Spent): string[] =>
  JSON.stringify([now.keptSinceMs, now.total.amount, now.rows]) ===
  JSON.stringify([before.keptSinceMs, before.total.amount, before.rows])
    ? []
    : [`of ${JSON.stringify(before)} it says ${JSON.stringify(now)}`];

async function checkPages(console: Console): Promise<number> {
  const assets = assetsIn(await console.text('/'));
  const kinds = ['.js', '.css'].filter((kind) => !assets.some((path) => path.endsWith(kind)));
  if (kinds.length > 0) throw new Error(`its page names no file ${kinds.join()}`);
  const texts = await Promise.all(assets.map((path) => console.text(path)));
  return texts.reduce((sum, { length }) => sum + length, 0);
}

/**
 * Checks that the console asks for its token, has its pages in the image, counts the requests of each app as the topics have them, and
 * says the same of money when its container was made anew, so that nothing but its volume is left of it.
 */
export async function checkConsole({ compose, console, outcomes }: Shown): Promise<string> {
  const statuses = await console.statusesOfStrangers();
  if (statuses.some((status) => status !== 401)) throw new Error(`strangers got ${statuses.join()}`);
  const pageBytes = await checkPages(console);
  const wanted = await outcomes.requestsByApp();
  const untilItCounts = (): Promise<void> =>
    untilNothingIsAmiss(async () => differences(await console.requestsByApp(), wanted), figuresTimeoutMs);
  await untilItCounts();
  const before = await console.spent();
  if (!((before.total.amount ?? 0) > 0)) throw new Error(`nothing was spent: ${JSON.stringify(before)}`);
  await compose.run('up', '--detach', '--no-build', '--no-deps', '--force-recreate', 'console');
  await compose.untilHealthy({ console: 1 }, healthyTimeoutMs);
  await untilItCounts();
  await untilNothingIsAmiss(async () => forgotten(before, await console.spent()), figuresTimeoutMs);
  const requests = Object.values(wanted).reduce((sum, count) => sum + count, 0);
  return `${requests} requests by app as the topics have them, ${before.total.amount} spent before and after its container was made anew, pages of ${pageBytes} characters`;
}
