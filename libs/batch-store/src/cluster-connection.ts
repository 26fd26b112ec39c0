import { Cluster, type Redis } from 'ioredis';
import { BoundedMap } from '@harmonybatch/ports';
import { Gate } from './gate';
import { ModelHealth } from './model-health';
import { nodeAddress } from './node-address';
import { clusterOptions, clusterText, isOfMovingSlot, type RedisCluster } from './redis-cluster';
import { connectionText, refusalText } from './refusals';
import { callScriptsOnCluster, type Reply, type ScriptCall } from './script-calls';
import type { Ask, ScriptServer, ServerInfo, ServerOptions } from './script-server';
import { withTimeout } from './with-timeout';

/** Models whose health is remembered. */
const maxModels = 10_000;
/** How soon a call that failed is repeated while its caller waits, ms. */
const repeatDelayMs = 20;
/** How long after a cluster refused us it is asked again, ms. */
const refusedRetryMs = 500;
/** How often the owner of the keys is checked, and models that are out of reach are tried, ms. */
const confirmIntervalMs = 250;
/** A node that is silent for so many response times is connected to anew. */
const silencesBeforeReconnect = 2;

export interface ClusterConnectionOptions extends ServerOptions {
  readonly cluster: RedisCluster;
}

/** ioredis lets nobody hear of an ASKING that failed, which would end the process; that it did shows in the call behind it. */
const ignoreFailedAsking = (node: Redis): void => {
  const asking = node.asking.bind(node);
  node.asking = () => {
    const asked = asking();
    asked.catch(() => undefined);
    return asked;
  };
};

/** What all calls on one model have in common, and no others. */
const modelOf = (calls: readonly ScriptCall[]): string => calls[0]!.keys[0]!;

/**
 * A Redis Cluster on which scripts are called, each at the node that has the keys of its model. Where that node is away, refuses
 * or is silent, calls on the model fail at once, with the reason, until a try comes through; those on other models go on.
 */
export class ClusterConnection implements ScriptServer {
  private readonly cluster: Cluster;
  private readonly models = new BoundedMap<string, ModelHealth>(maxModels);
  private readonly gate = new Gate(repeatDelayMs);
  private lastNodeError: string | null = null;
  private isConfirming = false;
  private ended = false;
  private admitTimer: NodeJS.Timeout | null = null;
  private readonly confirmTimer = setInterval(() => void this.confirm(), confirmIntervalMs).unref();

  constructor(private readonly options: ClusterConnectionOptions) {
    const { cluster, url, login, name, responseTimeoutMs } = options;
    this.cluster = new Cluster(
      cluster.nodes.map(nodeAddress),
      clusterOptions(url, login, name, silencesBeforeReconnect * responseTimeoutMs),
    );
    this.cluster.on('+node', ignoreFailedAsking);
    this.cluster.on('node error', (error: Error, node: string) => (this.lastNodeError = `${node}: ${error.message}`));
    this.cluster.on('error', (error: Error & { lastNodeError?: Error }) => this.onUnreachable(error.lastNodeError));
    this.cluster.on('ready', () => void this.admit());
    this.cluster.on('close', () => this.onClosed());
  }

  ready(): Promise<void> {
    return this.gate.untilOpen();
  }

  call(calls: readonly ScriptCall[], timeoutMs: number): Promise<(Reply | Error)[]> {
    const work = (): Promise<(Reply | Error)[]> => this.callOnModel(calls);
    return this.gate.pass(timeoutMs, work, () => this.healthOf(modelOf(calls)).fault);
  }

  /** Of all nodes that have keys. */
  async info(section: string, timeoutMs: number): Promise<readonly ServerInfo[]> {
    await this.gate.passed();
    const masters = this.cluster.nodes('master');
    return Promise.all(
      masters.map(async (master) => {
        const node = `${master.options.host}:${master.options.port}`;
        try {
          return { node, text: await withTimeout(timeoutMs, master.info(section)) };
        } catch (error) {
          throw new Error(`${node}: ${refusalText(error)}`, { cause: error });
        }
      }),
    );
  }

  close(): void {
    this.ended = true;
    if (this.admitTimer) clearTimeout(this.admitTimer);
    clearInterval(this.confirmTimer);
    for (const health of this.models.values()) health.stop();
    this.cluster.disconnect();
  }

  private callOnModel(calls: readonly ScriptCall[]): Promise<(Reply | Error)[]> {
    return this.healthOf(modelOf(calls)).watch(this.send(calls));
  }

  private async send(calls: readonly ScriptCall[]): Promise<(Reply | Error)[]> {
    const replies = await callScriptsOnCluster(this.cluster, calls);
    const moving = replies.find((reply) => isOfMovingSlot(reply));
    if (moving !== undefined) throw moving as Error;
    return replies;
  }

  private healthOf(model: string): ModelHealth {
    let health = this.models.get(model);
    if (health === undefined) {
      const inWords = (error: unknown): string =>
        `the node that has ${model} cannot be used: ${clusterText(error, this.lastNodeError)}`;
      const onChange = (): void => this.report();
      health = new ModelHealth({ patienceMs: this.options.responseTimeoutMs, inWords, onChange });
      this.models.set(model, health);
    }
    return health;
  }

  /** The cluster is asked whether the keys are ours to use before anybody else asks anything of it. */
  private async admit(): Promise<void> {
    const { admit, admitTimeoutMs } = this.options;
    try {
      await withTimeout(admitTimeoutMs, admit(this.ask));
      if (this.ended || this.cluster.status !== 'ready') return;
      this.gate.letIn();
      this.report();
    } catch (error) {
      this.onRefused(error);
    }
  }

  /** What was ours may be another's after a wipe, and what was away may be back. */
  private async confirm(): Promise<void> {
    if (!this.gate.isOpen || this.isConfirming) return;
    this.isConfirming = true;
    const tried = [...this.models].filter(([, { fault }]) => fault !== null).map(([model]) => this.tryAgain(model));
    try {
      await this.options.confirm(this.ask);
      await Promise.all(tried);
    } catch (error) {
      this.onRefused(error);
    } finally {
      this.isConfirming = false;
    }
  }

  /** A write that changes nothing, to a key beside those of the model. */
  private async tryAgain(model: string): Promise<void> {
    const probe: ScriptCall = { script: 'admit', keys: [`${model}:probe`], args: [''] };
    await this.healthOf(model)
      .watch(this.send([probe]))
      .catch(() => undefined);
  }

  /** One try, for whoever lets nobody wait: a failure stands in the place of the replies. */
  private readonly ask: Ask = async (calls) => {
    try {
      if (calls[0]?.script === 'admit') return await this.send(calls);
      const { fault } = this.healthOf(modelOf(calls));
      if (fault !== null) throw new Error(fault);
      return await this.callOnModel(calls);
    } catch (error) {
      return calls.map(() => error as Error);
    }
  };

  private onUnreachable(error: Error | undefined): void {
    const { cluster, url } = this.options;
    if (!this.gate.isOpen && !this.ended)
      this.fail(`no node of ${cluster.nodes.join(', ')} can be used: ${connectionText(url, error ?? null)}`);
  }

  private onClosed(): void {
    const wasUsable = this.gate.isOpen;
    this.gate.shut();
    for (const health of this.models.values()) health.stop();
    if (wasUsable && !this.ended)
      this.fail(`the last node of the cluster is away: ${this.lastNodeError ?? 'it closed the connection'}`);
  }

  /** The keys are not ours to use now, or the node that says whose they are cannot. */
  private onRefused(error: unknown): void {
    if (this.ended) return;
    this.fail(refusalText(error));
    this.admitTimer ??= setTimeout(() => {
      this.admitTimer = null;
      if (this.cluster.status === 'ready') void this.admit();
    }, refusedRetryMs);
  }

  private fail(fault: string): void {
    this.gate.refuse(fault);
    this.report();
  }

  private report(): void {
    const ofModels = [...this.models.values()].map(({ fault }) => fault);
    const fault = this.gate.fault ?? ofModels.find((one) => one !== null) ?? null;
    if (fault === null) this.lastNodeError = null;
    this.options.onChange(fault);
  }
}
