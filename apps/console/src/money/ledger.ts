import type { BatchExecuted } from '@harmonybatch/contracts';
import type { StageEvents } from '@harmonybatch/ports';
import { consoleMetrics } from '@harmonybatch/telemetry';
import type { OutcomeEnvelope } from '../reading/outcome-envelope';
import { hourOf, others, textOfKey, type Cell, type CellKey } from './cells';
import { unitsOf } from './units';

/** A time of which something could not be read, epoch ms. */
export interface Gap {
  readonly fromMs: number;
  readonly toMs: number;
}

/** What was counted since the history was written. */
export interface LedgerChange {
  /** What was added to cells, by the texts of their keys. */
  readonly cells: ReadonlyMap<string, Cell>;
  readonly gaps: readonly Gap[];
}

/** Hours whose keys are remembered, to bound their number. */
const openHours = 3;

/** When the invocation of a request ended: the hour that this is in has its invocation, too. Epoch ms. */
const endOf = ({ arrivedAtMs, queuedMs, executedMs }: OutcomeEnvelope['timing']): number =>
  arrivedAtMs + queuedMs + executedMs;

/** What was spent since the history was written last: whole units, by app, group, function and hour. */
export class Ledger {
  private pending = new Map<string, Cell>();
  private pendingGaps: Gap[] = [];
  private readonly keysOfHour = new Map<number, Set<string>>();

  constructor(
    private readonly maxCellsPerHour: number,
    private readonly modelOf: (app: string, epoch: number) => string,
    private readonly events: Pick<StageEvents, 'count'>,
  ) {}

  /** Counts the first outcome of a request that was in a batch; others cost nothing. */
  answered({ app, batch, cost, timing }: OutcomeEnvelope): void {
    if (batch === undefined) return;
    const key: CellKey = {
      ...{ kind: 'requests', hourMs: hourOf(endOf(timing)), model: this.modelOf(app, batch.epoch), app },
      ...{ group: batch.group, functionName: batch.function, currency: cost?.currency ?? '' },
    };
    this.add(key, cost?.amount ?? 0);
  }

  /** Counts an invocation, whatever became of it. */
  executed({ model, groupId, functionName, startedAtMs, latencyMs, cost }: BatchExecuted): void {
    const key: CellKey = {
      ...{ kind: 'invocations', hourMs: hourOf(startedAtMs + latencyMs), model, app: '' },
      ...{ group: groupId, functionName, currency: cost?.currency ?? '' },
    };
    this.add(key, cost?.amount ?? 0);
  }

  /** Notes a time of which something could not be read. */
  missed(gap: Gap): void {
    this.pendingGaps.push(gap);
  }

  /** What is not in the history. */
  get unwritten(): LedgerChange {
    return { cells: this.pending, gaps: this.pendingGaps };
  }

  /** Takes out what is to be written. */
  takeOut(): LedgerChange {
    const taken = this.unwritten;
    this.pending = new Map();
    this.pendingGaps = [];
    return taken;
  }

  /** Puts back what could not be written. */
  putBack({ cells, gaps }: LedgerChange): void {
    for (const [text, { units, count }] of cells) this.increase(text, units, count);
    this.pendingGaps.push(...gaps);
  }

  private add(key: CellKey, amount: number): void {
    this.increase(this.boundedText(key), unitsOf(amount), 1);
  }

  private increase(text: string, units: bigint, count: number): void {
    const cell = this.pending.get(text);
    if (cell === undefined) this.pending.set(text, { units, count });
    else {
      cell.units += units;
      cell.count += count;
    }
  }

  private boundedText(key: CellKey): string {
    const text = textOfKey(key);
    let keys = this.keysOfHour.get(key.hourMs);
    if (keys === undefined) {
      this.keysOfHour.set(key.hourMs, (keys = new Set()));
      if (this.keysOfHour.size > openHours) this.keysOfHour.delete(this.keysOfHour.keys().next().value!);
    }
    if (keys.has(text)) return text;
    if (keys.size < this.maxCellsPerHour) {
      keys.add(text);
      return text;
    }
    this.events.count(consoleMetrics.leftOut, { what: 'cells' });
    return textOfKey({ ...key, app: key.app === '' ? '' : others, group: others, functionName: others });
  }
}
