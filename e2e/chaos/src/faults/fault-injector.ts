import { setTimeout as sleep } from 'node:timers/promises';
import { recordOf, topics } from '@harmonybatch/contracts';
import { crowd, deregistration, mainModelName, registration, withOtherSlo } from '../system/apps';
import { awaitPlan } from '../system/await-plan';
import { addPartitions, recreateTopic } from '../system/foreign-topics';
import type { RequestLedger } from '../traffic/request-ledger';
import type { HostileClient } from '../traffic/hostile-client';
import type { ChaosSystem } from '../system/chaos-system';
import type { Replica } from '../system/replica';
import { unreported, type Backend, type FaultKind, type PlannedFault } from './fault';
import type { FaultLog } from './fault-log';

/** What was hurt, and what to do until it works again. */
interface FaultAction {
  readonly target: string;
  readonly note?: string;
  /** Resolves when it works again, with more to say about it. */
  readonly run: () => Promise<string | void>;
}

const minDelayMs = 50;
const maxDelayMs = 300;
/** How wrong a clock is set: as far as after weeks without NTP, or by hand, ms. */
const clockErrorsMs = [2_000, -60_000] as const;
/** What a service says of its clock may be off by so much, ms. */
const skewToleranceMs = 1_000;

/** Does faults to a system and notes their windows. */
export class FaultInjector {
  private readonly changedApps = new Set<string>();
  private crowded = false;

  constructor(
    private readonly system: ChaosSystem,
    private readonly log: FaultLog,
    private readonly hostileClient: HostileClient,
    private readonly ledger: RequestLedger,
  ) {}

  /** Resolves when what the fault hurt works again. */
  async inject(fault: PlannedFault): Promise<void> {
    const { target, note, run } = this.actions[fault.kind](fault);
    const recovered = this.log.begin(fault.kind, target, note);
    recovered((await run()) ?? '');
  }

  private readonly actions: Readonly<Record<FaultKind, (fault: PlannedFault) => FaultAction>> = {
    kill: (fault) => this.onReplica(fault, (replica) => killed(replica, fault.lastsMs)),
    stop: (fault) =>
      this.onReplica(fault, (replica) => frozen(replica, fault.lastsMs), `${Math.round(fault.lastsMs)} ms`),
    restart: (fault) => this.onReplica(fault, restarted),
    broker: (fault) => this.broker(fault),
    redis: ({ lastsMs }) => ({ target: 'redis', run: () => this.system.backends.restartRedis(lastsMs) }),
    flush: () => ({ target: 'redis', run: () => this.system.backends.askRedis('FLUSHALL') }),
    cut: ({ lane }) => ({ target: lane, run: async () => this.proxy(lane).cut() }),
    refuse: (fault) => this.refuse(fault),
    delay: (fault) => this.delay(fault),
    plan: (fault) => this.rePlan(fault),
    readonly: (fault) => this.refusing(fault, 'REPLICAOF 127.0.0.1 1', 'REPLICAOF NO ONE'),
    full: (fault) => this.refusing(fault, 'CONFIG SET maxmemory 1', 'CONFIG SET maxmemory 0'),
    hang: ({ lastsMs }) => ({ target: 'functions', run: () => this.hang(lastsMs) }),
    flood: () => ({ target: 'ingest', run: () => this.hostileClient.flood() }),
    large: () => ({ target: 'ingest', run: () => this.hostileClient.large() }),
    apps: () => this.toggleCrowd(),
    partitions: () => this.grow(),
    anew: () => this.recreateTopic(),
    clock: (fault) => this.setClock(fault),
  };

  private onReplica(
    fault: PlannedFault,
    run: (replica: Replica) => Promise<string | void>,
    note?: string,
  ): FaultAction {
    const replicas = this.system.replicasOf(fault.lane);
    const replica = replicas[Math.floor(fault.draws[0] * replicas.length)];
    if (replica === undefined) throw new Error(`there is no ${fault.lane}`);
    return { target: replica.name, ...(note === undefined ? {} : { note }), run: () => run(replica) };
  }

  private broker({ draws, lastsMs }: PlannedFault): FaultAction {
    const how = draws[0] < 0.5 ? 'kill' : 'stop';
    return { target: 'kafka', note: how, run: () => this.system.backends.restartBroker(how, lastsMs) };
  }

  private proxy(lane: string) {
    return this.system.backends.proxies[lane as Backend];
  }

  private refuse({ lane, lastsMs }: PlannedFault): FaultAction {
    const proxy = this.proxy(lane);
    const run = async (): Promise<void> => {
      proxy.refuse(true);
      proxy.cut();
      await sleep(lastsMs);
      proxy.refuse(false);
    };
    return { target: lane, note: `${Math.round(lastsMs)} ms`, run };
  }

  private delay({ lane, lastsMs, draws }: PlannedFault): FaultAction {
    const proxy = this.proxy(lane);
    const delayMs = Math.round(minDelayMs + draws[0] * (maxDelayMs - minDelayMs));
    const run = async (): Promise<void> => {
      proxy.delay(delayMs);
      await sleep(lastsMs);
      proxy.delay(0);
    };
    return { target: lane, note: `${delayMs} ms for ${Math.round(lastsMs)} ms`, run };
  }

  /** Redis answers, and refuses to write. */
  private refusing({ lastsMs }: PlannedFault, begin: string, end: string): FaultAction {
    const run = async (): Promise<void> => {
      await this.system.backends.askRedis(begin);
      await sleep(lastsMs);
      await this.system.backends.askRedis(end);
    };
    return { target: 'redis', note: `${Math.round(lastsMs)} ms`, run };
  }

  private async hang(lastsMs: number): Promise<void> {
    await this.hostileClient.hang(lastsMs);
    await sleep(lastsMs);
  }

  /** Very many apps are registered, or go again; it is over when a plan says so. */
  private toggleCrowd(): FaultAction {
    const gone = this.crowded;
    this.crowded = !gone;
    const run = async (): Promise<void> => {
      await this.system.publish(crowd.map(gone ? deregistration : registration));
      await awaitPlan(this.system.kafka, this.system.topic(topics.planPublished.name), crowd, gone);
    };
    return { target: 'planner', note: `${crowd.length} ${gone ? 'go' : 'come'}`, run };
  }

  private grow(): FaultAction {
    const topic = topics.inferenceRequested.name;
    return { target: topic, run: () => addPartitions(this.system.kafka, this.system.topic(topic)) };
  }

  private recreateTopic(): FaultAction {
    const topic = topics.inferenceRequested.name;
    const run = async (): Promise<void> => {
      await recreateTopic(this.system.kafka, this.system.topic(topic));
      this.ledger.topicRecreated(Date.now());
    };
    return { target: topic, run };
  }

  private setClock({ draws, lastsMs }: PlannedFault): FaultAction {
    const { replicas } = this.system;
    const replica = replicas[Math.floor(draws[0] * replicas.length)]!;
    const aheadMs = clockErrorsMs[Math.floor(draws[1] * clockErrorsMs.length)]!;
    const run = async (): Promise<string> => {
      replica.setClock(aheadMs);
      await sleep(lastsMs);
      const saidMs = await replica.clockSkewMs();
      replica.setClock(0);
      if (saidMs === null) return 'it was away';
      return Math.abs(saidMs - aheadMs) < skewToleranceMs ? 'it says so' : `${unreported} (${saidMs} ms)`;
    };
    return { target: replica.name, note: `${aheadMs} ms`, run };
  }

  private rePlan({ draws }: PlannedFault): FaultAction {
    if (draws[0] < 0.5) {
      const request = recordOf(topics.planRequested, { model: mainModelName });
      return { target: 'plan', note: 'requested', run: () => this.system.publish([request]) };
    }
    const changing = this.system.apps.filter(({ registered }) => registered.model === mainModelName);
    const app = changing[Math.floor(draws[1] * changing.length)]?.registered;
    if (app === undefined) throw new Error('there is no app');
    const changed = this.changedApps.delete(app.name) ? app : withOtherSlo(app);
    if (changed !== app) this.changedApps.add(app.name);
    const note = `SLO ${changed.sloMs} ms`;
    return { target: app.name, note, run: () => this.system.publish([registration(changed)]) };
  }
}

async function killed(replica: Replica, awayMs: number): Promise<void> {
  await replica.kill();
  await sleep(awayMs);
  await replica.start();
}

async function frozen(replica: Replica, lastsMs: number): Promise<void> {
  replica.freeze();
  await sleep(lastsMs);
  replica.thaw();
  await replica.ready();
}

async function restarted(replica: Replica): Promise<string> {
  const exit = await replica.stop();
  await replica.start();
  return exit?.code === 0 ? '' : `it ended with ${exit?.signal ?? exit?.code}`;
}
