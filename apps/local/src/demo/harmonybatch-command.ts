import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { watchdog } from '@harmonybatch/local-backends';
import type { Reach } from '../parts/service-parts';
import { workspaceRoot } from '../state-folder';

const script = join(workspaceRoot, 'apps', 'cli', 'bin', 'harmonybatch.cjs');

/** The `harmonybatch` command on the running system, as a user would call it. */
export class HarmonybatchCommand {
  constructor(
    private readonly reach: Reach,
    private readonly env: NodeJS.ProcessEnv,
  ) {}

  /**
   * Runs it on this terminal; resolves with its exit status.
   * @param stdout where its results go: with ours, or to our stderr
   */
  onTerminal(args: readonly string[], stdout: 'stdout' | 'stderr'): Promise<number> {
    return this.run(args, ['ignore', stdout === 'stdout' ? 1 : 2, 2]);
  }

  /** Runs it unseen; resolves with its exit status and what it said. */
  async quietly(args: readonly string[]): Promise<{ status: number; said: string }> {
    let said = '';
    const status = await this.run(args, ['ignore', 'pipe', 'pipe'], (text) => (said += text));
    return { status, said: said.trim() };
  }

  private run(
    args: readonly string[],
    stdio: ('ignore' | 'pipe' | number)[],
    hear: (text: string) => void = () => undefined,
  ): Promise<number> {
    const { kafkaBrokers, topicPrefix, platform } = this.reach;
    // Only the emulated Function Compute has a bill.
    const FC_ENDPOINT = platform['FC_ENDPOINT'] ?? '';
    const system = { KAFKA_BROKERS: kafkaBrokers, KAFKA_TOPIC_PREFIX: topicPrefix, FC_ENDPOINT };
    const child = spawn(process.execPath, [script, ...args], { stdio, env: { ...this.env, ...system } });
    const { pid } = child;
    if (pid !== undefined) watchdog.watch(pid);
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => hear(chunk.toString()));
    return new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code) => {
        if (pid !== undefined) watchdog.forget(pid);
        resolve(code ?? 1);
      });
    });
  }
}
