import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Redis from 'ioredis';
import { freePorts, refuseTakenPort, startRedis, type RedisBackend } from '@harmonybatch/local-backends';

const slots = 16_384;
const masters = 3;
/** Redis adds it for the port by which nodes speak to each other. */
const busOffset = 10_000;
const maxPort = 65_535;
/** A node that is silent for so long is taken for dead by the others, ms. */
const nodeTimeoutMs = 1_000;
const pollMs = 25;

/** A node of a cluster, with a connection that follows nothing. */
export interface OwnNode {
  readonly address: string;
  readonly id: string;
  readonly server: RedisBackend;
  readonly admin: Redis;
}

/** A Redis Cluster of three masters with a replica each, to which a test may do anything. */
export class OwnRedisCluster {
  private constructor(
    private readonly folder: string,
    readonly nodes: readonly OwnNode[],
  ) {}

  /** @param settings further arguments of each redis-server */
  static async start(settings: readonly string[] = []): Promise<OwnRedisCluster> {
    const folder = mkdtempSync(join(tmpdir(), 'harmonybatch-cluster-'));
    const ports = await portsWithBus(2 * masters);
    const nodes = await Promise.all(ports.map((port) => startNode(port, folder, settings)));
    const cluster = new OwnRedisCluster(folder, nodes);
    await cluster.form();
    return cluster;
  }

  get addresses(): readonly string[] {
    return this.nodes.map(({ address }) => address);
  }

  /** The master that has this key now, by what a node that is alive says. */
  async masterOf(key: string): Promise<OwnNode> {
    const asked = this.nodes.find(({ admin }) => admin.status === 'ready')!;
    const slot = await slotOf(asked, key);
    const ranges = await asked.admin.cluster('SLOTS');
    const [, , master] = ranges.find(([from, to]) => from <= slot && slot <= to)!;
    return this.nodes.find(({ id }) => id === master![2])!;
  }

  /** Resolves when another node than this one has the key. */
  async untilMovedFrom(node: OwnNode, key: string): Promise<OwnNode> {
    for (;;) {
      const master = await this.masterOf(key).catch(() => node);
      if (master.id !== node.id) return master;
      await sleep(pollMs);
    }
  }

  /**
   * Moves the slot of a key to another master, as `redis-cli --cluster reshard` does.
   * @param meanwhile awaited after the first of its keys was moved
   */
  async moveSlot(key: string, to: OwnNode, meanwhile: () => Promise<void>): Promise<void> {
    const from = await this.masterOf(key);
    const slot = await slotOf(from, key);
    await to.admin.cluster('SETSLOT', slot, 'IMPORTING', from.id);
    await from.admin.cluster('SETSLOT', slot, 'MIGRATING', to.id);
    for (let moved = 0; ; moved += 1) {
      const [next] = (await from.admin.call('CLUSTER', 'GETKEYSINSLOT', slot, 1)) as string[];
      if (next === undefined) break;
      await from.admin.migrate('127.0.0.1', to.server.port, next, 0, 5_000);
      if (moved === 0) await meanwhile();
    }
    for (const { admin } of [to, from]) await admin.cluster('SETSLOT', slot, 'NODE', to.id);
  }

  async stop(): Promise<void> {
    for (const { admin } of this.nodes) admin.disconnect();
    await Promise.all(this.nodes.map(({ server }) => server.kill()));
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async form(): Promise<void> {
    const [first, ...others] = this.nodes;
    for (const { server } of others) await first!.admin.cluster('MEET', '127.0.0.1', server.port);
    await this.untilAll(async ({ admin }) => known(await admin.cluster('INFO')) === this.nodes.length);
    const replicas = this.nodes.slice(masters);
    for (const [index, { admin }] of this.nodes.slice(0, masters).entries())
      await admin.cluster('ADDSLOTS', ...slotsOf(index));
    for (const [index, { admin }] of replicas.entries()) await admin.cluster('REPLICATE', this.nodes[index]!.id);
    await this.untilAll(async ({ admin }) => {
      const isOk = /cluster_state:ok/.test(await admin.cluster('INFO'));
      const lines = ((await admin.cluster('NODES')) as string).split('\n');
      return isOk && lines.filter((line) => / (myself,)?slave /.test(line)).length === masters;
    });
    for (const { admin } of replicas)
      while (!/master_link_status:up/.test(await admin.info('replication'))) await sleep(pollMs);
  }

  private async untilAll(holds: (node: OwnNode) => Promise<boolean>): Promise<void> {
    for (const node of this.nodes) while (!(await holds(node))) await sleep(pollMs);
  }
}

const known = (info: unknown): number => Number(/cluster_known_nodes:(\d+)/.exec(String(info))?.[1]);

const slotOf = async ({ admin }: OwnNode, key: string): Promise<number> => Number(await admin.cluster('KEYSLOT', key));

/** The slots of a master, in equal parts. */
const slotsOf = (master: number): number[] => {
  const from = Math.ceil((slots * master) / masters);
  return Array.from({ length: Math.ceil((slots * (master + 1)) / masters) - from }, (_, index) => from + index);
};

async function startNode(port: number, folder: string, settings: readonly string[]): Promise<OwnNode> {
  const dataDir = join(folder, `${port}`);
  const server = await startRedis({
    port,
    dataDir,
    logFile: join(folder, `${port}.log`),
    settings: [
      ...['--cluster-enabled', 'yes', '--cluster-node-timeout', `${nodeTimeoutMs}`],
      ...['--cluster-replica-validity-factor', '0', '--repl-diskless-sync', 'yes', '--repl-diskless-sync-delay', '0'],
      ...settings,
    ],
  });
  // A connection to a node that was killed holds the process for that long once it is ended, by ioredis' default for 2 s.
  const admin = new Redis(server.url, { maxRetriesPerRequest: 0, disconnectTimeout: pollMs });
  admin.on('error', () => undefined);
  const id = String(await admin.cluster('MYID'));
  return { address: `127.0.0.1:${port}`, id, server, admin };
}

/** Free ports, each with a free one for its bus. */
async function portsWithBus(count: number): Promise<number[]> {
  const found: number[] = [];
  while (found.length < count) {
    for (const port of await freePorts(count))
      if (!found.includes(port) && (await isFree(port + busOffset))) found.push(port);
  }
  return found.slice(0, count);
}

const isFree = async (port: number): Promise<boolean> =>
  port <= maxPort &&
  (await refuseTakenPort('the bus', port).then(
    () => true,
    () => false,
  ));
