import { GuardRefusedError, Publisher, type SendFailurePolicy, type OutboundRecord } from '@harmonybatch/ports';
import type { MemoryLog } from '@harmonybatch/memory';
import type { Mishap } from '../scenario/fault';
import type { CallFate } from './fault-injector';
import type { Incarnation } from './incarnation';
import type { PortGate } from './port-gate';
import { delayedWriteMs, lateTimeouts, publishTimeoutMs } from './world-options';

/** One writing of records to the log. */
export interface Write {
  readonly by: Incarnation;
  /** When the guard was asked before it; the records may be on their way for longer than they should. */
  readonly admittedAtMs: number;
  /** Whether the writer gets to know of it, and only once. */
  readonly acknowledged: boolean;
}

export interface WriteListener {
  /** Surrounds the appending of records, so that whoever follows the log knows who wrote them. */
  writing(write: Write, append: () => void): void;
  /** Hears of records that are not written, or not at once, or without their writer's knowing. */
  writeFailed(by: Incarnation, records: readonly OutboundRecord[]): void;
}

type Settle = { readonly resolve: () => void; readonly reject: (error: Error) => void };

const resendMs = 20;

/** The log as one incarnation writes to it. */
export class GatedPublisher extends Publisher {
  constructor(
    private readonly gate: PortGate,
    private readonly log: MemoryLog,
    private readonly listener: WriteListener,
  ) {
    super();
  }

  override publish(
    records: readonly OutboundRecord[],
    guard: () => boolean = () => true,
    onFailure: SendFailurePolicy = 'repeat',
  ): Promise<void> {
    return new Promise((resolve, reject) => {
      const begun = this.gate.begin('publish', 'log');
      const isTold = begun.mishap === 'written twice' && onFailure === 'tell';
      const fate: CallFate = isTold ? { ...begun, mishap: 'reply lost' } : begun;
      this.gate.incarnation.enter(() => this.send(records, guard, fate, { resolve, reject }));
    });
  }

  private send(records: readonly OutboundRecord[], guard: () => boolean, fate: CallFate, settle: Settle): void {
    const { gate } = this;
    const { mishap } = fate;
    if (!guard()) return settle.reject(new GuardRefusedError());
    const admittedAtMs = gate.world.clock.nowMs();
    if (mishap !== null) this.listener.writeFailed(gate.incarnation, records);
    const wayMs =
      mishap === 'held up'
        ? delayedWriteMs
        : mishap === 'late effect'
          ? lateTimeouts * publishTimeoutMs
          : gate.tripMs();
    gate.later(wayMs, () => {
      const acknowledged = mishap === null || mishap === 'held up';
      this.write(writtenOf(records, mishap), { by: gate.incarnation, admittedAtMs, acknowledged });
      gate.world.injector.end(fate);
      if (mishap === 'written twice') this.resend(records, guard, settle);
      else if (acknowledged) this.acknowledge(settle);
    });
    if (fails(mishap)) gate.fail(publishTimeoutMs, mishap, settle.reject);
  }

  /** The acknowledgement was lost on the way, and the client sends again: it passes the guard again. */
  private resend(records: readonly OutboundRecord[], guard: () => boolean, settle: Settle): void {
    const { gate } = this;
    gate.later(resendMs, () =>
      gate.incarnation.enter(() => {
        if (!guard()) return settle.reject(new GuardRefusedError());
        this.write(records, { by: gate.incarnation, admittedAtMs: gate.world.clock.nowMs(), acknowledged: true });
        this.acknowledge(settle);
      }),
    );
  }

  private write(records: readonly OutboundRecord[], write: Write): void {
    if (records.length > 0) this.listener.writing(write, () => this.log.append(records));
  }

  private acknowledge({ resolve }: Settle): void {
    this.gate.later(this.gate.tripMs(), () => this.gate.incarnation.enter(resolve));
  }
}

const fails = (mishap: Mishap | null): mishap is Mishap =>
  mishap !== null && mishap !== 'held up' && mishap !== 'written twice';

function writtenOf(records: readonly OutboundRecord[], mishap: Mishap | null): readonly OutboundRecord[] {
  if (mishap === 'no effect') return [];
  return mishap === 'part written' ? records.slice(0, Math.ceil(records.length / 2)) : records;
}
