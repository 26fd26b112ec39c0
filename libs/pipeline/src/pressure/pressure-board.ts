import { compile, PressureReported } from '@harmonybatch/contracts';
import { BoundedMap, type InboundRecord } from '@harmonybatch/ports';
import { readRecord } from '../records/read-record';

const validator = compile(PressureReported);
/** A report counts for this long, ms; whoever is still behind reports again before. */
const validMs = 2_000;
/** Places where requests may wait that are remembered; beyond that the one that reported longest ago is forgotten. */
const maxPlaces = 10_000;
const allFunctions = '';

interface Delay {
  readonly delayMs: number;
  readonly atMs: number;
}

/** How far the system is behind with each model and function, as its replicas report. */
export class PressureBoard {
  /** The last report by place. */
  private readonly delays = new BoundedMap<string, Delay>(maxPlaces);

  /** Takes one record of `pressure.reported` in; returns what is wrong with it, in which case it is left out. */
  apply({ value }: InboundRecord): string | null {
    const reading = readRecord(value, validator);
    if (reading.kind === 'unreadable') return reading.reason;
    this.record(reading.value);
    return null;
  }

  /**
   * What requests of the model that this function is to run wait beyond their plan now, as far as is known, ms; 0 where
   * nothing is behind. Other functions of the model may keep their own requests waiting longer.
   */
  delayMs(model: string, functionName: string, nowMs: number): number {
    const places = [
      delayKeyOf(model, 'batcher', allFunctions),
      delayKeyOf(model, 'dispatcher', allFunctions),
      delayKeyOf(model, 'dispatcher', functionName),
    ];
    return Math.max(...places.map((place) => this.currentMs(place, nowMs)));
  }

  private currentMs(place: string, nowMs: number): number {
    const delay = this.delays.get(place);
    return delay !== undefined && Math.abs(nowMs - delay.atMs) <= validMs ? delay.delayMs : 0;
  }

  /** Of several replicas of a stage the one that is most behind counts. */
  private record({ model, by, functionName = allFunctions, delayMs, reportedAtMs }: PressureReported): void {
    const place = delayKeyOf(model, by, functionName);
    const known = this.delays.get(place);
    const outdated = known === undefined || Math.abs(reportedAtMs - known.atMs) > validMs / 2;
    if (!outdated && delayMs < known.delayMs) return;
    this.delays.set(place, { delayMs, atMs: reportedAtMs });
  }
}

const delayKeyOf = (model: string, by: PressureReported['by'], functionName: string): string =>
  `${by}/${model}/${functionName}`;
