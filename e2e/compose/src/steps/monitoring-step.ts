import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { Compose, Container } from '../engine/compose';
import type { Monitoring, RuleGroup, Target } from '../system/monitoring';
import { untilNothingIsAmiss } from '../system/poll';

export interface Watched {
  readonly compose: Compose;
  readonly monitoring: Monitoring;
  /** The top of the repository. */
  readonly folder: string;
}

/** Two rounds of resolving names, of scraping and of rules, and what a busy machine adds. */
const timeoutMs = 120_000;

const textsIn = (folder: string): string[] =>
  readdirSync(folder).map((file) => readFileSync(join(folder, file), 'utf8'));

/** @returns what is not scraped, in words: each container of a scraped service is to be, and each service to have one */
export function unscraped(
  targets: readonly Target[],
  containers: readonly Container[],
  services: readonly string[],
): string[] {
  const down = targets.filter(({ health }) => health !== 'up');
  const counted = services.map((name) => ({
    name,
    seen: targets.filter(({ labels }) => labels.job === name).length,
    there: containers.filter(({ service }) => service === name).length,
  }));
  return [
    ...down.map(({ labels, health, lastError }) => `${labels.job} is ${health}: ${lastError}`),
    ...counted
      .filter(({ seen, there }) => seen !== there || seen === 0)
      .map(({ name, seen, there }) => `${seen} of ${there} of ${name} are scraped`),
  ];
}

/** @param wanted by group, how many rules its file has @returns what is not loaded, or cannot be evaluated, in words */
export function unloaded(groups: readonly RuleGroup[], wanted: Readonly<Record<string, number>>): string[] {
  const rulesOf = (name: string) => groups.find((group) => group.name === name)?.rules ?? [];
  const few = Object.entries(wanted).filter(([name, count]) => rulesOf(name).length !== count);
  const ill = groups.flatMap(({ rules }) => rules).filter(({ health }) => health !== 'ok');
  return [
    ...few.map(([name, count]) => `${name} has ${rulesOf(name).length} of ${count} rules`),
    ...ill.map(({ name, health, lastError }) => `${name} is ${health}: ${lastError ?? ''}`),
  ];
}

function rulesIn(folder: string): Record<string, number> {
  const files = textsIn(folder).map((text) => parse(text) as { groups: { name: string; rules: unknown[] }[] });
  return Object.fromEntries(files.flatMap(({ groups }) => groups).map(({ name, rules }) => [name, rules.length]));
}

function scrapedServices(file: string): string[] {
  const { scrape_configs: jobs } = parse(readFileSync(file, 'utf8')) as {
    scrape_configs: { dns_sd_configs: { names: string[] }[] }[];
  };
  return jobs.flatMap((job) => job.dns_sd_configs.flatMap(({ names }) => names));
}

/** Checks that Prometheus scrapes every replica and has every rule, and Grafana every dashboard and its data source. */
export async function checkMonitoring({ compose, monitoring, folder }: Watched): Promise<string> {
  const files = join(folder, 'deploy', 'monitoring');
  const services = scrapedServices(join(files, 'prometheus', 'prometheus.yml'));
  const containers = await compose.containers();
  await untilNothingIsAmiss(async () => unscraped(await monitoring.targets(), containers, services), timeoutMs);
  const wanted = rulesIn(join(files, 'prometheus', 'rules'));
  await untilNothingIsAmiss(async () => unloaded(await monitoring.ruleGroups(), wanted), timeoutMs);

  const dashboards = textsIn(join(files, 'grafana', 'dashboards')).map(
    (text) => (JSON.parse(text) as { uid: string }).uid,
  );
  const shown = await monitoring.dashboards();
  const hidden = dashboards.filter((uid) => !shown.includes(uid));
  if (hidden.length > 0) throw new Error(`Grafana does not have ${hidden.join()}`);
  await monitoring.askDataSource('prometheus');
  const rules = Object.values(wanted).reduce((sum, count) => sum + count, 0);
  return `${(await monitoring.targets()).length} targets are up, ${rules} rules in ${Object.keys(wanted).length} groups evaluated, ${dashboards.length} dashboards there`;
}
