import { topics } from '@harmonybatch/contracts';
import { storeParts } from '@harmonybatch/memory';
import type { Dice } from './dice';
import { scenarioModel, scenarioModels } from './scenario-apps';
import type { Disturbance, Fault, Mishap, ProcessName, ProcessRole, Trigger, Verb } from './fault';

/** How many of each role there are. */
export type Population = Readonly<Record<ProcessRole, number>>;

const maxFaults = 6;
/** Longest time that a process or what it needs is away, ms; mostly it is much less. */
const maxAbsenceMs = 8_000;
/** Plans that faults may bring into force. */
export const sparePlans = 2;
const kinds = {
  crash: 22,
  restart: 6,
  pause: 14,
  mishap: 22,
  wipe: 10,
  loss: 5,
  replan: 5,
  rebalance: 12,
  outage: 7,
  functions: 7,
  delay: 4,
  clock: 4,
};
/** How clocks are wrong: ahead by what a machine without NTP is after weeks, or set by hand, ms. */
const clockErrorsMs: readonly (readonly [number, number])[] = [
  [1_500, 2_500],
  [-65_000, -55_000],
];
/** One scenario in this many has a topic that is recreated: that loses requests, and hides what else would. */
const recreationChance = 0.06;
const maxUnnoticedMs = 400;
/** One scenario in this many has a time in which requests are turned away: who is turned away meets few other faults. */
const pressureChance = 0.1;

/** Calls of each role, and up to which number of each a fault is put. */
const verbs: Readonly<Record<ProcessRole, Readonly<Partial<Record<Verb, number>>>>> = {
  ingest: { publish: 6, timer: 3 },
  batcher: { push: 8, flushDue: 16, recover: 12, ack: 6, status: 4, publish: 8, timer: 20 },
  dispatcher: { settle: 12, publish: 12, invoke: 6, done: 6, answered: 3, timer: 20 },
};
const writeMishaps: readonly Mishap[] = [
  'no effect',
  'reply lost',
  'late effect',
  'part written',
  'written twice',
  'held up',
  'refused',
];
const callMishaps: readonly Mishap[] = ['no effect', 'reply lost', 'late effect', 'refused'];
const delayedTopics = [topics.inferenceRequested.name, topics.inferenceAccepted.name, topics.batchReady.name];

/** One to six faults, most of them around a certain call of a process, the others at a time. */
export function drawFaults(dice: Dice, population: Population, durationMs: number): Fault[] {
  const faults = Array.from({ length: dice.whole(1, maxFaults) }, () => drawFault(dice, population, durationMs));
  return dice.chance(recreationChance) ? [...faults, drawRecreation(dice, durationMs)] : faults;
}

/** At a time, and not at a call: a topic is away for a moment at least, so that nothing is written on both sides of it at once. */
function drawRecreation(dice: Dice, durationMs: number): Fault {
  const role = dice.weighted({ ingest: 3, batcher: 1, dispatcher: 1 });
  const what = { kind: 'anew', role, noticedAfterMs: dice.between(0, maxUnnoticedMs) } as const;
  return { when: { kind: 'time', atMs: dice.between(0, durationMs) }, what };
}

/** A time at which all stages are behind, or none. */
export const drawPressure = (dice: Dice, durationMs: number): Fault[] =>
  dice.chance(pressureChance)
    ? [
        {
          when: { kind: 'time', atMs: dice.between(0, durationMs) },
          what: { kind: 'pressure', delayMs: dice.between(200, 4_000) },
        },
      ]
    : [];

function drawFault(dice: Dice, population: Population, durationMs: number): Fault {
  const kind = dice.weighted(kinds);
  const process = drawProcess(dice, population);
  if (kind === 'mishap') {
    const when = drawCall(dice, process);
    const mishaps = when.verb === 'publish' ? writeMishaps : callMishaps;
    return { when: { ...when, side: 'before' }, what: { kind, mishap: dice.one(mishaps) } };
  }
  const when: Trigger = dice.chance(0.7)
    ? drawCall(dice, process)
    : { kind: 'time', atMs: dice.between(0, durationMs + 500) };
  return { when, what: drawDisturbance(dice, kind, process) };
}

function drawProcess(dice: Dice, population: Population): ProcessName {
  const role = dice.weighted({ ingest: 2, batcher: 4, dispatcher: 5 });
  return `${role}-${dice.whole(0, population[role] - 1)}`;
}

function drawCall(dice: Dice, process: ProcessName): Extract<Trigger, { kind: 'call' }> {
  const max = verbs[process.split('-')[0] as ProcessRole];
  const verb = dice.one(Object.keys(max) as Verb[]);
  return { kind: 'call', process, verb, nth: dice.whole(1, max[verb] ?? 1), side: dice.one(['before', 'after']) };
}

function drawDisturbance(dice: Dice, kind: Exclude<keyof typeof kinds, 'mishap'>, process: ProcessName): Disturbance {
  switch (kind) {
    case 'crash':
      return {
        kind,
        process,
        downMs: dice.chance(0.1) ? dice.between(3_000, maxAbsenceMs) : dice.between(50, 1_500),
      };
    case 'restart':
      return { kind, process, downMs: dice.between(20, 500) };
    case 'replan':
      return { kind, plan: dice.whole(0, sparePlans - 1) };
    case 'pause':
      return { kind, process, forMs: dice.between(100, 2_500) };
    case 'wipe':
      return { kind };
    case 'loss':
      return { kind, of: dice.one(storeParts) };
    case 'rebalance':
      return { kind, role: dice.one(['ingest', 'batcher', 'dispatcher']), committed: dice.chance(0.5) };
    case 'outage':
      return drawOutage(dice);
    case 'functions':
      return drawBehaviour(dice);
    case 'clock':
      return { kind, process, byMs: dice.between(...dice.one(clockErrorsMs)) };
    case 'delay':
      return { kind, topic: dice.one(delayedTopics), byMs: dice.between(50, 800), forMs: dice.between(100, 1_000) };
  }
}

/** Functions of one model or of several at once. */
function drawBehaviour(dice: Dice): Disturbance {
  const models = scenarioModels.filter(() => dice.chance(0.5));
  return {
    kind: 'functions',
    models: models.length === 0 ? [scenarioModel] : models,
    mood: dice.one(['slow', 'failing', 'throttled', 'garbled', 'hung']),
    forMs: dice.between(200, 1_500),
  };
}

function drawOutage(dice: Dice): Disturbance {
  const of = dice.one(['store', 'log', 'outcome log'] as const);
  const forMs = dice.chance(0.1) ? dice.between(3_000, maxAbsenceMs) : dice.between(100, 1_200);
  return { kind: 'outage', of, mishap: dice.one(callMishaps), forMs };
}
