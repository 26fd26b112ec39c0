/**
 * What happened inside a stage, for logs and metrics to listen to; the cores themselves neither log nor count.
 * `traced` is for who looks into a single case, `noted` for who follows what the service does, `warned` is something that works worse than it should and is dealt with, `fault` something an operator should see.
 */
export abstract class StageEvents {
  abstract count(name: string, amount?: number, labels?: Readonly<Record<string, string>>): void;
  abstract observe(name: string, value: number, labels?: Readonly<Record<string, string>>): void;
  abstract debug(message: string, details?: Readonly<Record<string, unknown>>): void;
  abstract info(message: string, details?: Readonly<Record<string, unknown>>): void;
  abstract warn(message: string, details?: Readonly<Record<string, unknown>>): void;
  abstract error(message: string, error?: unknown, details?: Readonly<Record<string, unknown>>): void;
}
