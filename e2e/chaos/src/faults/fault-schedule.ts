import { SeededRandomness } from '@harmonybatch/traffic';
import { backends, faultyServices, type FaultKind, type PlannedFault } from './fault';

export const minuteMs = 60_000;
/** The last seconds of a minute are for recovering. */
const faultyPartMs = 50_000;

/** What happens in a minute with faults: enough kinds to be hundred in ten minutes, few enough to recover from each. */
const minuteOfFaults: readonly FaultKind[] = [
  'kill',
  'kill',
  'stop',
  'stop',
  'restart',
  'restart',
  'broker',
  'redis',
  'flush',
  'cut',
  'refuse',
  'delay',
  'plan',
  'readonly',
  'full',
  'hang',
  'flood',
  'large',
  'clock',
];
/** Kinds that change the system for good: one of them in every faulty minute, in turn. */
const lastingKinds: readonly FaultKind[] = ['apps', 'partitions', 'anew'];
const minFaultsPerMinute = 10;

/** Least and longest time that a fault lasts, ms. */
const lastingMs: Readonly<Record<FaultKind, readonly [number, number]>> = {
  kill: [0, 1_500],
  stop: [2_000, 8_000],
  restart: [0, 500],
  broker: [0, 1_000],
  redis: [200, 8_000],
  flush: [0, 0],
  cut: [0, 0],
  refuse: [1_000, 8_000],
  delay: [2_000, 5_000],
  plan: [0, 0],
  readonly: [2_000, 8_000],
  full: [2_000, 8_000],
  hang: [15_000, 15_000],
  flood: [0, 0],
  large: [0, 0],
  apps: [0, 0],
  partitions: [0, 0],
  anew: [0, 0],
  clock: [20_000, 60_000],
};

/** Whether a minute, counted from 0, is for faults: every second one, the first being the baseline. */
export const isFaulty = (minute: number): boolean => minute % 2 === 1;

const pick = <T>(random: SeededRandomness, from: readonly T[]): T =>
  from[Math.floor(random.uniform() * from.length)] as T;

function laneOf(kind: FaultKind, random: SeededRandomness): string {
  if (kind === 'kill' || kind === 'stop' || kind === 'restart') return pick(random, faultyServices);
  if (kind === 'broker') return 'kafka';
  if (kind === 'redis' || kind === 'flush' || kind === 'readonly' || kind === 'full') return 'redis';
  if (kind === 'partitions' || kind === 'anew' || kind === 'flood' || kind === 'large') return 'door';
  if (kind === 'cut' || kind === 'refuse' || kind === 'delay') return pick(random, backends);
  return kind;
}

function shuffled<T>(items: readonly T[], random: SeededRandomness): T[] {
  const keyed = items.map((item) => ({ item, key: random.uniform() }));
  return keyed.sort((a, b) => a.key - b.key).map(({ item }) => item);
}

/** The kinds of one minute, at least ten of them. */
function kindsOfMinute(minute: number, allowed: readonly FaultKind[], random: SeededRandomness): FaultKind[] {
  const lasting = lastingKinds.filter((kind) => allowed.includes(kind));
  const inTurn = lasting.slice(Math.floor(minute / 2) % lasting.length).slice(0, 1);
  const once = [...minuteOfFaults.filter((kind) => allowed.includes(kind)), ...inTurn];
  const kinds = [...once];
  if (once.length === 0) return kinds;
  while (kinds.length < minFaultsPerMinute) kinds.push(pick(random, once));
  return shuffled(kinds, random);
}

export function plannedFault(kind: FaultKind, atMs: number, latestMs: number, random: SeededRandomness): PlannedFault {
  const lane = laneOf(kind, random);
  const [min, max] = lastingMs[kind];
  return {
    kind,
    lane,
    atMs,
    latestMs,
    draws: [random.uniform(), random.uniform()],
    lastsMs: random.between(min, max),
  };
}

/** All faults of a run of whole minutes, in order of time; the same for the same seed and kinds. */
export function faultSchedule(minutes: number, seed: number, allowed: readonly FaultKind[]): PlannedFault[] {
  const faults: PlannedFault[] = [];
  if (allowed.length === 0) return faults;
  for (let minute = 0; minute < minutes; minute += 1) {
    if (!isFaulty(minute)) continue;
    const random = new SeededRandomness(seed).fork(`minute ${minute}`);
    const kinds = kindsOfMinute(minute, allowed, random);
    const slotMs = faultyPartMs / kinds.length;
    kinds.forEach((kind, slot) => {
      const atMs = minute * minuteMs + (slot + random.between(0, 0.5)) * slotMs;
      faults.push(plannedFault(kind, atMs, (minute + 1) * minuteMs, random));
    });
  }
  return faults;
}
