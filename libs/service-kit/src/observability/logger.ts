import type { LoggerService } from '@nestjs/common';
import pino from 'pino';
import type { MessagingLog } from '@harmonybatch/messaging';
import type { DeclaredFields, LogFields } from '@harmonybatch/telemetry';

interface WriteLine {
  (message: string): void;
  <F extends LogFields>(fields: DeclaredFields<F>, message: string): void;
}

/** Pino's logger, of declared fields alone. */
export type ServiceLogger = Readonly<Record<'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal', WriteLine>>;

/** One JSON object a line on standard output. */
export const createLogger = (service: string, level: string): ServiceLogger =>
  pino({
    level,
    base: { service, pid: process.pid },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
  });

/** The log of `libs/messaging`. */
export const messagingLogOf = (logger: ServiceLogger): MessagingLog => ({
  debug: (message, details) => logger.debug(details ?? {}, message),
  info: (message, details) => logger.info(details ?? {}, message),
  warn: (message, details) => logger.warn(details ?? {}, message),
  error: (message, details) => logger.error(details ?? {}, message),
});

/** Nest's own messages: its chatter at start-up is for debugging. The last of what it gives beside one is the part that says it. */
export class NestLogger implements LoggerService {
  constructor(private readonly logger: ServiceLogger) {}

  log(message: unknown, ...rest: unknown[]): void {
    this.logger.debug(contextOf(rest), String(message));
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.logger.warn(contextOf(rest), String(message));
  }

  error(message: unknown, ...rest: unknown[]): void {
    const fields = message instanceof Error ? { err: message } : { details: rest.map(String).join('; ') };
    this.logger.error(fields, message instanceof Error ? message.message : String(message));
  }

  debug(message: unknown, ...rest: unknown[]): void {
    this.logger.debug(contextOf(rest), String(message));
  }

  verbose(message: unknown, ...rest: unknown[]): void {
    this.logger.trace(contextOf(rest), String(message));
  }
}

const contextOf = (rest: readonly unknown[]) => (rest.length === 0 ? {} : { context: String(rest.at(-1)) });
