/**
 * What happened inside a stage, for logs and metrics to listen to; the cores themselves neither log nor count.
 * `traced` is for who looks into a single case, `noted` for who follows what the service does, `warned` is something that works worse than it should and is dealt with, `fault` something an operator should see.
 */
export abstract class StageEvents {
  abstract counted(name: string, amount?: number, labels?: Readonly<Record<string, string>>): void;
  abstract observed(name: string, value: number, labels?: Readonly<Record<string, string>>): void;
  abstract traced(message: string, details?: Readonly<Record<string, unknown>>): void;
  abstract noted(message: string, details?: Readonly<Record<string, unknown>>): void;
  abstract warned(message: string, details?: Readonly<Record<string, unknown>>): void;
  abstract fault(message: string, error?: unknown, details?: Readonly<Record<string, unknown>>): void;
}
