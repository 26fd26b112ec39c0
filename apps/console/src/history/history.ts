import type { PlanPublished } from '@harmonybatch/contracts';
import { BoundedMap } from '@harmonybatch/ports';
import type { Gap, LedgerChange } from '../money/ledger';
import { cellOfText, cellText, keyOfText, type Cell, type CellKey } from '../money/cells';
import type { TopicPositions } from '../reading/read-positions';
import { openStore, type Store } from './open-store';
import { keys, ranges } from './store-keys';

/** A plan and since when it was in force, epoch ms. */
export interface KeptPlan {
  readonly epoch: number;
  readonly fromMs: number;
  readonly plan: PlanPublished;
}

/** What is written at once: all of it, or nothing. */
export interface HistoryEntry extends LedgerChange {
  readonly positions: Readonly<Record<string, TopicPositions>>;
  readonly plans: readonly KeptPlan[];
  /** Plans that are kept no longer. */
  readonly forgottenPlans: readonly { readonly model: string; readonly epoch: number }[];
}

const cachedCells = 20_000;

/** What outlives the process: money by hour, plans, and how far topics were read, written together. */
export class History {
  private readonly cache = new BoundedMap<string, Cell>(cachedCells);
  private fault: string | null;

  private constructor(
    private readonly store: Store,
    openFault: string | null,
    /** Nothing is known of what was before, epoch ms. */
    readonly sinceMs: number,
    readonly positions: Readonly<Record<string, TopicPositions>>,
    private readonly knownGaps: Gap[],
  ) {
    this.fault = openFault;
  }

  /**
   * @param folder absent: kept in memory
   * @param sinceMs from when on topics are read where there is no history, epoch ms
   */
  static async open(folder: string | undefined, sinceMs: number): Promise<History> {
    const { store, fault } = await openStore(folder);
    const since = await store.get(keys.sinceMs);
    if (since === undefined) await store.put(keys.sinceMs, String(sinceMs));
    const positions: Record<string, TopicPositions> = {};
    for (const [key, text] of await store.iterator(ranges.positions).all())
      positions[key.slice(ranges.positions.gte.length)] = JSON.parse(text) as TopicPositions;
    const gaps = (await store.values(ranges.gaps).all()).map((text) => JSON.parse(text) as Gap);
    return new History(store, fault, Number(since ?? sinceMs), positions, gaps);
  }

  /** Why what is shown will not outlive the process, in words; null where it will, or no folder was named. */
  get trouble(): string | null {
    return this.fault;
  }

  get gaps(): readonly Gap[] {
    return this.knownGaps;
  }

  /** @returns whether it was written; the next try takes the place of one that was not */
  async write(entry: HistoryEntry): Promise<boolean> {
    try {
      const sums = await this.sumsWith(entry.cells);
      await this.store.batch([
        // A plan may have the epoch of one that is forgotten.
        ...entry.forgottenPlans.map(({ model, epoch }) => ({ type: 'del' as const, key: keys.plan(model, epoch) })),
        ...[...sums].map(([text, cell]) => put(keys.cell(text), cellText(cell))),
        ...Object.entries(entry.positions).map(([topic, place]) => put(keys.position(topic), JSON.stringify(place))),
        ...entry.gaps.map((gap) => put(keys.gap(gap.fromMs), JSON.stringify(gap))),
        ...entry.plans.map((kept) => put(keys.plan(kept.plan.model, kept.epoch), JSON.stringify(kept))),
      ]);
      for (const [text, cell] of sums) this.cache.set(text, cell);
      this.knownGaps.push(...entry.gaps);
      if (this.fault?.startsWith(notWritten) === true) this.fault = null;
      return true;
    } catch (error) {
      this.fault = `${notWritten}: ${error instanceof Error ? error.message : String(error)}; it is tried again, and kept in memory meanwhile`;
      return false;
    }
  }

  /** The cells of hours that begin from `fromMs` on and before `toMs`, epoch ms, as they are when this is called. */
  async cells(fromMs: number, toMs: number): Promise<{ readonly key: CellKey; readonly cell: Cell }[]> {
    const found = await this.store.iterator(ranges.cells(fromMs, toMs)).all();
    return found.map(([key, text]) => ({ key: keyOfText(keys.textOfCell(key)), cell: cellOfText(text) }));
  }

  async *plans(): AsyncIterable<KeptPlan> {
    for await (const text of this.store.values(ranges.plans)) yield JSON.parse(text) as KeptPlan;
  }

  async plan(model: string, epoch: number): Promise<KeptPlan | null> {
    const text = await this.store.get(keys.plan(model, epoch));
    return text === undefined ? null : (JSON.parse(text) as KeptPlan);
  }

  /** Forgets the money of hours before a time, epoch ms. */
  async forgetBefore(atMs: number): Promise<void> {
    await this.store.clear(ranges.cells(0, atMs));
  }

  async close(): Promise<void> {
    await this.store.close();
  }

  private async sumsWith(added: ReadonlyMap<string, Cell>): Promise<Map<string, Cell>> {
    const texts = [...added.keys()];
    const unknown = texts.filter((text) => !this.cache.has(text));
    const stored = await this.store.getMany(unknown.map(keys.cell));
    const before = new Map(unknown.map((text, index) => [text, stored[index]]));
    return new Map(
      texts.map((text) => {
        const written = before.get(text);
        const base = this.cache.get(text) ?? (written === undefined ? nothing : cellOfText(written));
        const { units, count } = added.get(text)!;
        return [text, { units: base.units + units, count: base.count + count }];
      }),
    );
  }
}

const notWritten = 'the history cannot be written';
const nothing: Cell = { units: 0n, count: 0 };
const put = (key: string, value: string) => ({ type: 'put' as const, key, value });
