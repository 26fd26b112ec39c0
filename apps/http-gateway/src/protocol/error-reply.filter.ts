import type { IncomingMessage, ServerResponse } from 'node:http';
import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException } from '@nestjs/common';
import { errorCodes } from '@harmonybatch/contracts';
import { StageEvents } from '@harmonybatch/ports';
import { refuse } from './call-reply';
import { Refusal } from './refusal';

/** Answers what was thrown as the protocol has it: `{"error": …}`. */
@Catch()
export class ErrorReplyFilter implements ExceptionFilter {
  constructor(private readonly events: StageEvents) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    refuse(http.getRequest<IncomingMessage>(), http.getResponse<ServerResponse>(), this.refusalOf(error));
  }

  private refusalOf(error: unknown): Refusal {
    if (error instanceof Refusal) return error;
    if (error instanceof HttpException) return unroutable(error);
    this.events.error('a call could not be answered', error);
    const { meaning, remedy } = errorCodes.internal_error;
    return new Refusal(500, { code: 'internal_error', message: meaning, hint: remedy });
  }
}

/** What Nest says before any of ours is reached: nothing is there, or the path is broken. */
const unroutable = (error: HttpException): Refusal =>
  new Refusal(error.getStatus(), {
    code: error.getStatus() === 404 ? 'not_found' : 'invalid',
    message: error.message.slice(0, 200),
    hint: 'What there is: docs/guides/http.md.',
  });
