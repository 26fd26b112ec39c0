import { setTimeout as sleep } from 'node:timers/promises';
import type { HealthCheck } from '../container-spec';
import { callContainer } from './container-call';

/** The health checks of one container. Every method rejects when the signal is aborted. */
export class HealthChecks {
  private succeeded = 0;
  private failed = 0;

  constructor(
    private readonly check: HealthCheck,
    private readonly port: number,
    private readonly signal: AbortSignal,
  ) {}

  /** Resolves when so many checks in a row succeeded as are asked for. @throws Error where too many in a row failed before */
  async untilHealthy(): Promise<void> {
    await sleep(this.check.initialDelayMs, undefined, { signal: this.signal });
    await this.once();
    while (this.succeeded < this.check.successThreshold) await this.next();
  }

  /** Goes on checking. @throws Error as soon as too many in a row failed */
  async untilUnhealthy(): Promise<never> {
    for (;;) await this.next();
  }

  private async next(): Promise<void> {
    await sleep(this.check.periodMs, undefined, { signal: this.signal });
    await this.once();
  }

  private async once(): Promise<void> {
    const fault = await this.faultOf();
    this.succeeded = fault === undefined ? this.succeeded + 1 : 0;
    this.failed = fault === undefined ? 0 : this.failed + 1;
    const { failureThreshold, path } = this.check;
    if (fault === undefined || this.failed < failureThreshold) return;
    const times = failureThreshold === 1 ? 'once' : `${failureThreshold} times in a row`;
    throw new Error(`its health check GET ${path} failed ${times}: ${fault}`);
  }

  private async faultOf(): Promise<string | undefined> {
    const { path, timeoutMs } = this.check;
    try {
      const { status } = await callContainer(this.port, { method: 'GET', path, timeoutMs, signal: this.signal });
      return status >= 200 && status < 400 ? undefined : `HTTP ${status}`;
    } catch (error) {
      this.signal.throwIfAborted();
      return error instanceof Error ? error.message : String(error);
    }
  }
}
