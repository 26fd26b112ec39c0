import type { LoggerService } from '@nestjs/common';
import pino, { type Logger } from 'pino';
import type { MessagingLog } from '@harmonybatch/messaging';

/** One JSON object a line on standard output. */
export const createLogger = (service: string, level: string): Logger =>
  pino({
    level,
    base: { service, pid: process.pid },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
  });

/** The log of `libs/messaging`. */
export const messagingLogOf = (logger: Logger): MessagingLog => ({
  debug: (message, details) => logger.debug(details ?? {}, message),
  info: (message, details) => logger.info(details ?? {}, message),
  warn: (message, details) => logger.warn(details ?? {}, message),
  error: (message, details) => logger.error(details ?? {}, message),
});

/** Nest's own messages: its chatter at start-up is for debugging. */
export class NestLogger implements LoggerService {
  constructor(private readonly logger: Logger) {}

  log(message: unknown, ...rest: unknown[]): void {
    this.logger.debug({ context: rest.at(-1) }, String(message));
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.logger.warn({ context: rest.at(-1) }, String(message));
  }

  error(message: unknown, ...rest: unknown[]): void {
    const details = message instanceof Error ? { err: message } : { details: rest };
    this.logger.error(details, message instanceof Error ? message.message : String(message));
  }

  debug(message: unknown, ...rest: unknown[]): void {
    this.logger.debug({ context: rest.at(-1) }, String(message));
  }

  verbose(message: unknown, ...rest: unknown[]): void {
    this.logger.trace({ context: rest.at(-1) }, String(message));
  }
}
