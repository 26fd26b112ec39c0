import type { VcpuRange } from './profiling-design';

/** Options of `harmonybatch profile`. */
export interface ProfileOptions {
  readonly file?: string;
  readonly on: readonly ('cpu' | 'gpu')[];
  readonly inputs?: string;
  readonly vcpu: VcpuRange;
  readonly maxBatch?: number;
  readonly memory?: number;
  readonly card?: string;
  /** Seconds between two runs; a closed loop where absent. */
  readonly spacing?: number;
  readonly target: number;
  /** Runs that each point gets, before its precision counts. */
  readonly minRuns: number;
  readonly maxRuns: number;
  readonly budget?: number;
  readonly expect: number;
  readonly parallel: number;
  readonly timeout: number;
  readonly prices: string;
  readonly catalogue: string;
  readonly state?: string;
  readonly out?: string;
  readonly report?: string;
  readonly apply?: boolean;
  readonly yes?: boolean;
  readonly json?: boolean;
}
