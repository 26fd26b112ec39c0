import type { ServerResponse } from 'node:http';
import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException } from '@nestjs/common';
import { errorCodes } from '@harmonybatch/contracts';
import { StageEvents } from '@harmonybatch/ports';
import { refuse } from './reply';
import { Refusal } from './refusal';

/** Answers what was thrown as a ConsoleFault. */
@Catch()
export class FaultFilter implements ExceptionFilter {
  constructor(private readonly events: StageEvents) {}

  catch(error: unknown, host: ArgumentsHost): void {
    refuse(host.switchToHttp().getResponse<ServerResponse>(), this.refusalOf(error));
  }

  private refusalOf(error: unknown): Refusal {
    if (error instanceof Refusal) return error;
    const status = statusOf(error);
    if (status !== null) return unreadable(status, error as Error);
    this.events.error('a call of the console could not be answered', error);
    const { meaning, remedy } = errorCodes.internal_error;
    return new Refusal(500, { code: 'internal', error: meaning, hint: remedy });
  }
}

/** What Nest and the reader of bodies say of a call that is wrong: the status of HTTP; null of any other fault. */
function statusOf(error: unknown): number | null {
  const status = error instanceof HttpException ? error.getStatus() : (error as { status?: unknown } | null)?.status;
  return typeof status === 'number' && status >= 400 && status < 500 ? status : null;
}

const unreadable = (status: number, { message }: Error): Refusal =>
  new Refusal(status, {
    code: status === 404 ? 'not_found' : 'invalid',
    error: message.slice(0, 200),
    hint: 'What there is: /api/v1/openapi.json.',
  });
