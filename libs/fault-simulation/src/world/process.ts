import type { VirtualClock } from '@harmonybatch/memory';
import type { ProcessName, ProcessRole } from '../scenario/fault';
import { Incarnation } from './incarnation';
import type { Member } from './member';
import type { Membership } from './membership';
import { startupMs } from './world-options';

/** A process with its incarnations, one at a time. */
export class Process {
  private number = 0;
  private current: { readonly incarnation: Incarnation; readonly member: Member } | null = null;

  /** @param build makes what a new incarnation consists of; from then on it reads the state topics. */
  constructor(
    readonly name: ProcessName,
    private readonly role: ProcessRole,
    private readonly clock: VirtualClock,
    private readonly membership: Membership,
    private readonly build: (incarnation: Incarnation) => Member,
  ) {
    this.start();
  }

  /** Whether it runs. */
  get isUp(): boolean {
    return this.current !== null && !this.current.incarnation.isPaused;
  }

  /** What its stage keeps in memory; nothing while it is down. */
  get kept(): number {
    return this.current?.member.stage.kept() ?? 0;
  }

  crash(downMs: number): void {
    if (this.current === null) return;
    const { incarnation } = this.current;
    incarnation.die();
    this.current = null;
    this.membership.expireIfSilent(incarnation);
    this.clock.after(downMs, () => this.start());
  }

  /** Takes no more, ends what is under way, and comes again later. */
  restart(downMs: number): void {
    if (this.current === null) return;
    const { incarnation, member } = this.current;
    this.membership.pause(member);
    incarnation.enter(() => void member.stage.stop().then(() => this.onStopped(incarnation, member, downMs)));
  }

  /** The end of this incarnation, if it is the present one: it could not go on. */
  onFailed(incarnation: Incarnation, downMs: number): void {
    if (this.current?.incarnation === incarnation) this.crash(downMs);
  }

  pause(forMs: number): void {
    if (this.current === null) return;
    this.current.incarnation.pause(forMs);
    this.membership.expireIfSilent(this.current.incarnation);
  }

  private onStopped(incarnation: Incarnation, member: Member, downMs: number): void {
    if (this.current?.incarnation !== incarnation) return;
    this.membership.leave(member);
    this.crash(downMs);
  }

  private start(): void {
    this.number += 1;
    const incarnation = new Incarnation(this.name, this.role, this.number, this.clock);
    const member = this.build(incarnation);
    this.current = { incarnation, member };
    this.clock.after(startupMs, () => incarnation.enter(() => this.membership.join(member)));
  }
}
