import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Redis from 'ioredis';
import { startRedis, type RedisBackend } from '@harmonybatch/local-backends';
import { Randomness, StageEvents } from '@harmonybatch/ports';

export class CryptoRandomness extends Randomness {
  override hex(bytes: number): string {
    return randomBytes(bytes).toString('hex');
  }
  override uniform(): number {
    return randomBytes(4).readUInt32BE() / 2 ** 32;
  }
}

/** Keeps what an operator would read, by its level. */
export class HeardEvents extends StageEvents {
  readonly faults: string[] = [];
  readonly notes: string[] = [];
  readonly warnings: [message: string, details: Readonly<Record<string, unknown>> | undefined][] = [];
  private readonly listeners = new Set<() => void>();

  override count(): void {}
  override observe(): void {}
  override watch(): void {}
  override debug(): void {}
  override info(message: string): void {
    this.notes.push(message);
    for (const listener of this.listeners) listener();
  }
  override warn(message: string, details?: Readonly<Record<string, unknown>>): void {
    this.warnings.push([message, details]);
    this.info(message);
  }
  override error(message: string): void {
    this.faults.push(message);
    for (const listener of this.listeners) listener();
  }

  /** Resolves when a fault or a note matches. */
  async heard(pattern: RegExp): Promise<string> {
    for (;;) {
      const found = [...this.faults, ...this.notes].find((message) => pattern.test(message));
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => {
        const listener = (): void => {
          this.listeners.delete(listener);
          resolve();
        };
        this.listeners.add(listener);
      });
    }
  }
}

/** A Redis that a test may do anything to. */
export interface OwnRedis {
  readonly server: RedisBackend;
  readonly admin: Redis;
  stop(): Promise<void>;
}

export async function ownRedis(port?: number): Promise<OwnRedis> {
  const folder = mkdtempSync(join(tmpdir(), 'harmonybatch-redis-'));
  const server = await startRedis({
    dataDir: folder,
    logFile: join(folder, 'log'),
    ...(port === undefined ? {} : { port }),
  });
  const admin = new Redis(server.url);
  admin.on('error', () => undefined);
  const stop = async (): Promise<void> => {
    admin.disconnect();
    await server.kill();
    rmSync(folder, { recursive: true, force: true });
  };
  return { server, admin, stop };
}
