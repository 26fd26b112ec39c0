import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { PlanBoard } from '@harmonybatch/pipeline';
import { Clock, StageEvents } from '@harmonybatch/ports';
import { KafkaBatchServer } from '@harmonybatch/messaging';
import { Recording } from './history/recording';
import { History } from './history/history';
import { hourOf } from './money/cells';
import { OverviewView } from './overview/overview';
import { EventStream } from './protocol/event-stream';
import { Reading } from './reading/reading';
import { Requests } from './requests/requests';
import { Traffic } from './traffic/traffic';
import { PlanKeeper } from './plans/plan-keeper';
import { WaitingPlans } from './plans/waiting-plans';

const secondMs = 1_000;
const dayMs = 86_400_000;
const stateLookMs = 50;

/** What the console does by itself: it reads once state was read, and each second writes its history and tells what is new. */
@Injectable()
export class ConsoleWatch {
  private readonly closing = new AbortController();
  private beating: Promise<void> = Promise.resolve();
  private forgottenHourMs = 0;

  constructor(
    private readonly server: KafkaBatchServer,
    private readonly reading: Reading,
    private readonly recording: Recording,
    private readonly history: History,
    private readonly keeper: PlanKeeper,
    private readonly requests: Requests,
    private readonly traffic: Traffic,
    private readonly view: OverviewView,
    private readonly stream: EventStream,
    private readonly clock: Clock,
    private readonly events: StageEvents,
    board: PlanBoard,
    waiting: WaitingPlans,
  ) {
    const tell = (model: string): void =>
      this.stream.tell('plan', {
        model,
        epoch: board.planOf(model)?.epoch ?? null,
        proposals: waiting.undecided(model),
      });
    board.onChange(tell);
    waiting.onChange(tell);
  }

  /** @param retentionDays how long money by hour is kept */
  async begin(retentionDays: number): Promise<void> {
    await this.keeper.load(this.history);
    if (this.history.trouble !== null) this.events.warn(this.history.trouble);
    this.beating = this.beat(retentionDays);
  }

  /** Ends reading, and writes what was read. */
  async close(): Promise<void> {
    this.closing.abort();
    await this.beating;
    await this.reading.close();
    await this.recording.write();
    await this.history.close();
  }

  private async beat(retentionDays: number): Promise<void> {
    const { signal } = this.closing;
    const pause = (ms: number) => sleep(ms, undefined, { signal, ref: false }).catch(() => undefined);
    // What outcomes are compared with are plans and apps: those are read first.
    while (!signal.aborted && this.server.notReadyReasons().length > 0) await pause(stateLookMs);
    if (signal.aborted) return;
    void this.reading.open();
    while (!signal.aborted) {
      await pause(secondMs);
      if (signal.aborted) return;
      this.requests.look(this.clock.nowMs());
      await this.recording.write();
      await this.forget(retentionDays);
      this.tellTick();
    }
  }

  private async forget(retentionDays: number): Promise<void> {
    const beforeMs = hourOf(this.clock.nowMs() - retentionDays * dayMs);
    if (beforeMs === this.forgottenHourMs) return;
    this.forgottenHourMs = beforeMs;
    await this.history.forgetBefore(beforeMs).catch((error: unknown) => this.events.error('old hours stay', error));
  }

  private tellTick(): void {
    if (this.stream.listenerCount === 0) return;
    const [second] = this.traffic.lastSeconds(1);
    const { all, seconds } = this.traffic.of('1m');
    const { requests, inSlo } = all.counts;
    this.stream.tell('tick', {
      atMs: this.clock.nowMs(),
      second: second!,
      rateHz: requests / seconds,
      delivered: all.accepted === 0 ? null : inSlo / all.accepted,
      problem: this.view.problem(),
    });
  }
}
