import { Injectable } from '@nestjs/common';
import { errorCodes } from '@harmonybatch/contracts';
import { Clock } from '@harmonybatch/ports';
import type { HandlerGroup, Handlers } from '../protocol/call';

/** Answers with every error code, what it means and what mends it. */
@Injectable()
export class KnownErrorsHandlers implements HandlerGroup {
  readonly handlers: Pick<Handlers, 'knownErrors'> = {
    knownErrors: ({ query: { window = '15m' } }) => ({
      atMs: this.clock.nowMs(),
      window,
      errors: Object.entries(errorCodes).map(([code, { retryable, meaning, remedy }]) => ({
        ...{ code, retryable, meaning, remedy },
        ...{ seen: 0, apps: [], lastAtMs: null, lastMessage: null },
      })),
    }),
  };

  constructor(private readonly clock: Clock) {}
}
