import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { deadLetterTopics, topics } from '@harmonybatch/contracts';
import type { Admin } from 'kafkajs';
import type { ChaosSystem } from '../system/chaos-system';

/** What a run has left behind, once everything is answered. */
export interface Aftermath {
  /** Records of the topics between the services that no group has given up. */
  readonly lag: number;
  /** Buffers with requests that wait in Redis. */
  readonly waitingKeys: number;
  /** Dead letters of `inference.requested`. */
  readonly deadLetters: number;
  /** Items that functions were asked to run, by their bill. */
  readonly itemsRun: number;
  /** Memory of the largest service, MB. */
  readonly largestMb: number;
}

const inputs = [topics.inferenceRequested.name, topics.inferenceAccepted.name, topics.batchReady.name];
const patienceMs = 60_000;
const pollMs = 500;
const kbPerMb = 1024;

/** Looks until nothing is left to be given up, or for a minute. */
export async function aftermathOf(system: ChaosSystem): Promise<Aftermath> {
  const admin = system.kafka.admin();
  await admin.connect();
  try {
    const endMs = Date.now() + patienceMs;
    let left = await leftBy(system, admin);
    while (left.lag + left.waitingKeys > 0 && Date.now() < endMs) {
      await sleep(pollMs);
      left = await leftBy(system, admin);
    }
    const deadLetters = await recordsOf(admin, system.topic(deadLetterTopics[topics.inferenceRequested.name]!.name));
    return { ...left, deadLetters, itemsRun: await itemsRun(system.emulatorUrl), largestMb: largestMb(system) };
  } finally {
    await admin.disconnect();
  }
}

async function leftBy(system: ChaosSystem, admin: Admin): Promise<Pick<Aftermath, 'lag' | 'waitingKeys'>> {
  const { groups } = await admin.listGroups();
  const ours = groups.map(({ groupId }) => groupId).filter((id) => !id.startsWith('chaos-'));
  let lag = 0;
  for (const topic of inputs.map((name) => system.topic(name))) lag += await lagOf(admin, ours, topic);
  return { lag, waitingKeys: await system.backends.countKeys('*:waiting:*') };
}

/** Records that the group which reads a topic has not given up; of groups that do not read it nothing is committed. */
async function lagOf(admin: Admin, groups: readonly string[], topic: string): Promise<number> {
  const ends = new Map((await admin.fetchTopicOffsets(topic)).map(({ partition, high }) => [partition, Number(high)]));
  let lag = 0;
  for (const groupId of groups) {
    const [committed] = await admin.fetchOffsets({ groupId, topics: [topic] });
    for (const { partition, offset } of committed?.partitions ?? []) {
      if (Number(offset) >= 0) lag += Math.max(0, (ends.get(partition) ?? 0) - Number(offset));
    }
  }
  return lag;
}

async function recordsOf(admin: Admin, topic: string): Promise<number> {
  const offsets = await admin.fetchTopicOffsets(topic);
  return offsets.reduce((sum, { low, high }) => sum + Number(high) - Number(low), 0);
}

async function itemsRun(emulatorUrl: string): Promise<number> {
  const response = await fetch(`${emulatorUrl}/emulator/bill`);
  const { functions } = (await response.json()) as { functions: readonly { readonly items: number }[] };
  return functions.reduce((sum, { items }) => sum + items, 0);
}

const largestMb = ({ replicas }: ChaosSystem): number => Math.max(...replicas.map(({ pid }) => residentMb(pid)));

function residentMb(pid: number | undefined): number {
  const status = pid === undefined ? '' : readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) / kbPerMb;
}
