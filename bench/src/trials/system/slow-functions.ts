import { setTimeout as sleep } from 'node:timers/promises';
import type { Stage } from '../stage';

const pollMs = 100;

const kindsPlanned = ({ plans }: Stage): ReadonlySet<string> =>
  new Set(plans.last?.value.groups.map((group) => group.function.type));

/** Makes every function take so many times as long, also those that come to be: those of some kinds, by default of those that the plan is on. */
export class SlowFunctions {
  private readonly slowed = new Set<string>();
  private going = false;
  private watching: Promise<void> | undefined;

  constructor(
    private readonly stage: Stage,
    private readonly factor: number,
    private readonly kinds: ReadonlySet<string> = kindsPlanned(stage),
  ) {}

  async begin(): Promise<void> {
    this.going = true;
    await this.slowAll();
    this.watching = this.watch();
  }

  async end(): Promise<void> {
    this.going = false;
    await this.watching;
    const { emulator } = this.stage.system;
    const there = await emulator.functions();
    await Promise.all(there.map(({ name }) => emulator.breakFunction(name, { slowdown: 1 })));
  }

  private async watch(): Promise<void> {
    while (this.going) {
      await this.slowAll();
      await sleep(pollMs);
    }
  }

  private async slowAll(): Promise<void> {
    const { emulator } = this.stage.system;
    const there = await emulator.functions();
    const fresh = there.filter(({ name, type }) => this.kinds.has(type) && !this.slowed.has(name));
    for (const { name } of fresh) {
      await emulator.breakFunction(name, { slowdown: this.factor });
      this.slowed.add(name);
    }
  }
}
