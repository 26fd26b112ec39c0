import { readFileSync } from 'node:fs';

/** One line that a service wrote. */
export interface LogLine {
  readonly service: string;
  readonly level: string;
  readonly message: string;
  readonly atMs: number;
  /** All that it says. */
  readonly fields: Readonly<Record<string, unknown>>;
}

/** Which lines are meant. */
export interface LineFilter {
  readonly service?: string;
  readonly message: RegExp;
  readonly fromMs?: number;
}

/** What the services of a trial wrote, a file each. */
export class ServiceLogs {
  private readonly files = new Map<string, string>();

  add(service: string, file: string): void {
    this.files.set(service, file);
  }

  /** Lines in order of time. */
  lines({ service, message, fromMs = 0 }: LineFilter): LogLine[] {
    return this.all()
      .filter((line) => service === undefined || line.service === service)
      .filter((line) => line.atMs >= fromMs && message.test(line.message));
  }

  /** Warnings and errors from a time on. */
  complaints(fromMs: number): LogLine[] {
    return this.all().filter(({ level, atMs }) => atMs >= fromMs && (level === 'warn' || level === 'error'));
  }

  private all(): LogLine[] {
    const lines = [...this.files].flatMap(([service, file]) =>
      readFileSync(file, 'utf8')
        .split('\n')
        .flatMap((text) => lineOf(service, text)),
    );
    return lines.sort((one, other) => one.atMs - other.atMs);
  }
}

/** What is no line of a log, as what a process says when it ends, is left out. */
function lineOf(service: string, text: string): LogLine[] {
  try {
    const fields = JSON.parse(text) as { level: string; msg: string; time: string };
    return [{ service, level: fields.level, message: fields.msg, atMs: Date.parse(fields.time), fields }];
  } catch {
    return [];
  }
}
