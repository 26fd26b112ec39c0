import { recordOf, topics, type PlanPublished, type PressureReported, type TopicRecord } from '@harmonybatch/contracts';
import { AppRegistry, PressureBoard } from '@harmonybatch/pipeline';
import type { InboundRecord } from '@harmonybatch/ports';
import { SeededRandomness } from '@harmonybatch/traffic';
import { MemoryLog, MemoryOutcomeLog, VirtualClock } from '@harmonybatch/memory';
import { History } from '../check/history';
import { InvariantChecker } from '../check/invariant-checker';
import type { Disturbance, ProcessName, ProcessRole } from '../scenario/fault';
import type { Scenario, ScenarioRequest } from '../scenario/scenario';
import { scenarioApps, scenarioModels } from '../scenario/scenario-apps';
import type { Safeguard } from '../safeguards/safeguard';
import { FaultInjector } from './fault-injector';
import { buildMember, type WorldParts } from './build-member';
import { Hops } from './hops';
import { Machines } from './machines';
import { Membership } from './membership';
import { FlakyFunctions } from './flaky-functions';
import { Outages } from './outages';
import { Process } from './process';
import { StoreShards } from './store-shards';
import { dispatcherOptions } from './world-options';

const startedAtMs = 1_800_000_000_000;
const restartMs = 300;

const inputOf: Readonly<Record<ProcessRole, string>> = {
  ingest: topics.inferenceRequested.name,
  batcher: topics.inferenceAccepted.name,
  dispatcher: topics.batchReady.name,
};
const manyPartitions = new Set<string>([...Object.values(inputOf), topics.inferenceCompleted.name]);

export interface WorldOptions {
  readonly without: Safeguard | null;
  /** Whether the history will be read by somebody. */
  readonly keepsHistory: boolean;
}

/** All processes of a scenario on one log, one store and one virtual clock, and what goes wrong with them. */
export class FaultWorld {
  readonly clock = new VirtualClock(startedAtMs);
  readonly history: History;
  readonly checker: InvariantChecker;
  readonly store: StoreShards;
  readonly processes: readonly Process[];
  private readonly memberships: Readonly<Record<ProcessRole, Membership>>;
  private readonly parts: WorldParts;
  private readonly hops: Hops;
  private readonly outages = new Outages();
  private readonly functions: FlakyFunctions;
  private readonly log: MemoryLog;
  private readonly machines: Machines;
  /** Both are read by every ingest. */
  private readonly pressure = new PressureBoard();
  private readonly apps = registeredApps();
  private readonly sparePlans: readonly PlanPublished[];

  constructor(scenario: Scenario, options: WorldOptions) {
    const { clock } = this;
    const { seed } = scenario;
    this.sparePlans = scenario.sparePlans;
    this.history = new History(() => clock.nowMs() - startedAtMs, options.keepsHistory);
    this.checker = new InvariantChecker(clock, startedAtMs, this.history, minPauseMs(scenario));
    this.hops = new Hops(clock, SeededRandomness.stream(seed, 'hops'));
    const partitionsOf = (topic: string): number => (manyPartitions.has(topic) ? scenario.partitions : 1);
    this.log = new MemoryLog(clock, { hopMs: (topic) => this.hops.of(topic), partitionsOf });
    this.log.onAppend(this.checker.appended);
    this.store = new StoreShards(scenario, startedAtMs);
    this.machines = new Machines(clock, seed, scenario.maxSkewMs);
    this.functions = new FlakyFunctions(
      clock,
      SeededRandomness.stream(seed, 'functions'),
      natureOf(scenario.requests),
      scenario.maxConcurrent,
      this.checker.answered,
    );
    this.memberships = this.formGroups();
    this.parts = this.gatherParts(scenario, options);
    this.schedule(scenario);
    this.processes = this.startProcesses(scenario);
  }

  /** Records of the stages' topics that were written and are not given up. */
  get lag(): number {
    return Object.values(this.memberships).reduce((sum, { group }) => sum + group.lag, 0);
  }

  /** Whether something that the processes need fails still. */
  get hasOutage(): boolean {
    return this.outages.lastUntilMs > this.clock.nowMs();
  }

  private formGroups(): Readonly<Record<ProcessRole, Membership>> {
    const { log, clock, checker } = this;
    const form = (role: ProcessRole): Membership =>
      new Membership(inputOf[role], log.group(inputOf[role]), clock, checker.committed);
    return { ingest: form('ingest'), batcher: form('batcher'), dispatcher: form('dispatcher') };
  }

  private gatherParts({ seed, faults, maxInFlight, readBackMs }: Scenario, { without }: WorldOptions): WorldParts {
    const { clock, log, store, checker, functions, outages, machines, pressure, apps } = this;
    const tell = (text: string): void => this.history.record(text);
    const injector = new FaultInjector(faults, (what) => this.apply(what), tell);
    const gates = { clock, injector, outages, trips: SeededRandomness.stream(seed, 'trips') };
    const outcomeLog = new MemoryOutcomeLog(log);
    const terms = { maxInFlight, readBackMs, without, firstIdentities: new Map() };
    return { seed, gates, log, store, outcomeLog, functions, machines, checker, apps, pressure, ...terms };
  }

  private startProcesses({ ingests, batchers, dispatchers }: Scenario): Process[] {
    const start = (role: ProcessRole, count: number): Process[] =>
      Array.from({ length: count }, (_, index) => this.startProcess(role, `${role}-${index}`));
    return [...start('ingest', ingests), ...start('batcher', batchers), ...start('dispatcher', dispatchers)];
  }

  private startProcess(role: ProcessRole, name: ProcessName): Process {
    const membership = this.memberships[role];
    const process: Process = new Process(name, role, this.clock, membership, (incarnation) =>
      buildMember(this.parts, incarnation, membership.group, () => process.onFailed(incarnation, restartMs)),
    );
    return process;
  }

  private schedule({ requests, plans, faults }: Scenario): void {
    for (const { atMs, plan } of plans) this.clock.after(atMs, () => this.replan(plan));
    for (const { atMs, value } of requests) {
      const text = typeof value === 'string' ? value : JSON.stringify(value);
      this.clock.after(atMs, () =>
        this.log.append([{ topic: topics.inferenceRequested.name, key: null, value: text }]),
      );
    }
    for (const { when, what } of faults) {
      if (when.kind === 'time') this.clock.after(when.atMs, () => this.apply(what));
    }
  }

  private apply(what: Disturbance): void {
    this.history.record(`! ${Object.values(what).join(' ')}`);
    const untilMs = 'forMs' in what ? this.clock.nowMs() + what.forMs : 0;
    switch (what.kind) {
      case 'crash':
        return this.process(what.process)?.crash(what.downMs);
      case 'restart':
        return this.process(what.process)?.restart(what.downMs);
      case 'replan':
        return this.replan(this.sparePlans[what.plan]!);
      case 'pause':
        return this.process(what.process)?.pause(what.forMs);
      case 'wipe':
        this.store.wipe();
        return this.checker.wiped();
      case 'loss':
        this.store.lose(what.of);
        if (what.of === 'facts') this.checker.wiped();
        return;
      case 'rebalance':
        return this.memberships[what.role].rebalance(what.committed);
      case 'anew':
        return this.recreateTopic(what.role, what.noticedAfterMs);
      case 'clock':
        return this.machines.set(what.process, what.byMs);
      case 'outage':
        return this.outages.begin(what.of, what.mishap, untilMs);
      case 'functions':
        return this.functions.behave(what.models, what.mood, what.forMs);
      case 'pressure':
        return this.reportPressure(what.delayMs);
      case 'delay':
        return this.hops.delay(what.topic, what.byMs, untilMs);
      case 'mishap':
        throw new Error('a mishap belongs to a call');
    }
  }

  /** What was committed for the old topic counts for no other at once; its readers notice later. */
  private recreateTopic(role: ProcessRole, noticedAfterMs: number): void {
    const { group } = this.memberships[role];
    this.checker.topicRecreated(inputOf[role]);
    this.log.recreateTopic(inputOf[role]);
    group.onRecreated();
    if (this.parts.without !== 'join-anew') this.clock.after(noticedAfterMs, () => group.rejoinRecreated());
  }

  private replan(plan: PlanPublished): void {
    this.log.append([recordOf(topics.planPublished, plan)]);
  }

  private reportPressure(delayMs: number): void {
    const reportedAtMs = Math.floor(this.clock.nowMs());
    for (const model of scenarioModels) {
      const report: PressureReported = { model, by: 'batcher', delayMs, reportedAtMs };
      requireValid(this.pressure.apply(stateRecord(recordOf(topics.pressureReported, report))));
    }
  }

  private process(name: ProcessName): Process | undefined {
    return this.processes.find((process) => process.name === name);
  }
}

/** A lease is renewed in time unless its holder stands still for longer; reading outcomes back takes of that time. */
const minPauseMs = ({ readBackMs }: Scenario): number =>
  dispatcherOptions.leaseMs - dispatcherOptions.renewIntervalMs - readBackMs;

function registeredApps(): AppRegistry {
  const apps = new AppRegistry();
  for (const app of scenarioApps) requireValid(apps.apply(stateRecord(recordOf(topics.appRegistered, app))));
  return apps;
}

function stateRecord({ topic, key, value }: TopicRecord): InboundRecord {
  return {
    topic,
    partition: 0,
    offset: 0,
    key,
    value: Buffer.from(value),
    headers: {},
    timestampMs: startedAtMs,
    release: () => undefined,
  };
}

/** A scenario that says what no service would is a fault of the simulation. */
function requireValid(fault: string | null): void {
  if (fault !== null) throw new Error(fault);
}

/** Inputs are the number of the request, by which its nature is found. */
function natureOf(requests: readonly ScenarioRequest[]): (inputs: unknown) => ScenarioRequest['nature'] {
  const natures = new Map<unknown, ScenarioRequest['nature']>();
  for (const { value, nature } of requests) if (typeof value !== 'string') natures.set(value.inputs, nature);
  return (inputs) => natures.get(inputs) ?? 'plain';
}
