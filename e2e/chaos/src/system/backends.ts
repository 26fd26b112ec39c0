import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePorts, startKafka, startRedis, type KafkaBackend, type RedisBackend } from '@harmonybatch/local-backends';
import { askRedis, countKeys } from './ask-redis';
import type { Folders } from './folders';
import { TcpProxy } from './tcp-proxy';

/** A Kafka and a Redis of our own, which can be hurt; the services reach both through proxies only. */
export class Backends {
  private stopped = false;

  private constructor(
    private readonly places: Folders,
    private broker: KafkaBackend,
    private redis: RedisBackend,
    private readonly detourPort: number,
    readonly proxies: Readonly<Record<'kafka' | 'redis', TcpProxy>>,
  ) {}

  static async start(places: Folders): Promise<Backends> {
    // A port that is only free is soon another's: as few as can be are chosen before they are taken, and not for long.
    const redis = await startRedis(filesOf(places, 'redis'));
    const [detourPort = 0] = await freePorts(1);
    const proxies = { kafka: await TcpProxy.open(detourPort), redis: await TcpProxy.open(redis.port) };
    const detour = { port: detourPort, advertisedPort: proxies.kafka.port };
    const broker = await startKafka({ ...filesOf(places, 'kafka'), detour });
    return new Backends(places, broker, redis, detourPort, proxies);
  }

  /** The broker without a proxy, `host:port`: for clients and readers. */
  get brokers(): string {
    return this.broker.brokers;
  }

  /** The broker through the proxy: for services. */
  get detouredBrokers(): string {
    return `127.0.0.1:${this.proxies.kafka.port}`;
  }

  get redisUrl(): string {
    return `redis://127.0.0.1:${this.proxies.redis.port}`;
  }

  /** Ends the broker, at once or in good order, and starts it with what it held; resolves when it answers. */
  async restartBroker(how: 'kill' | 'stop', awayMs: number): Promise<void> {
    await this.broker[how]();
    await sleep(awayMs);
    if (this.stopped) return;
    const detour = { port: this.detourPort, advertisedPort: this.proxies.kafka.port };
    this.broker = await startKafka({ ...filesOf(this.places, 'kafka'), port: this.broker.port, detour });
  }

  /** Kills Redis and starts an empty one in its place; resolves when it answers. */
  async restartRedis(awayMs: number): Promise<void> {
    await this.redis.kill();
    await sleep(awayMs);
    if (this.stopped) return;
    this.redis = await startRedis({ ...filesOf(this.places, 'redis'), port: this.redis.port });
  }

  /** One command to Redis, past the proxy. */
  async askRedis(command: string): Promise<void> {
    await askRedis(this.redis.port, command);
  }

  /** Keys of Redis that a pattern fits. */
  countKeys(pattern: string): Promise<number> {
    return countKeys(this.redis.port, pattern);
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await Promise.all(Object.values(this.proxies).map((proxy) => proxy.close()));
    await Promise.all([this.broker.kill(), this.redis.kill()]);
  }
}

const filesOf = ({ state, logs }: Folders, name: string) => ({
  dataDir: join(state, name),
  logFile: join(logs, `${name}.log`),
});
