import { Injectable } from '@nestjs/common';
import type { KnownErrors, Window } from '@harmonybatch/console-api';
import { errorCodes } from '@harmonybatch/contracts';
import { Clock } from '@harmonybatch/ports';
import type { HandlerGroup, Handlers } from '../protocol/call';
import { codeColumnOf } from '../traffic/columns';
import { Traffic } from '../traffic/traffic';
import { LastErrors } from './last-errors';

const shownApps = 10;

/** Answers with every error code, what it means, what mends it, and how often it was seen. */
@Injectable()
export class KnownErrorsHandlers implements HandlerGroup {
  readonly handlers: Pick<Handlers, 'knownErrors'> = {
    knownErrors: ({ query: { window = '15m' } }) => ({ atMs: this.clock.nowMs(), window, errors: this.seen(window) }),
  };

  constructor(
    private readonly traffic: Traffic,
    private readonly last: LastErrors,
    private readonly clock: Clock,
  ) {}

  private seen(window: Window): KnownErrors['errors'] {
    const { apps, all } = this.traffic.of(window);
    return Object.entries(errorCodes)
      .map(([code, { retryable, meaning, remedy }]) => {
        const column = codeColumnOf(code);
        const last = this.last.of(code);
        return {
          ...{ code, retryable, meaning, remedy },
          seen: all.countOf(column),
          apps: [...apps]
            .map(([app, figures]) => ({ app, seen: figures.countOf(column) }))
            .filter(({ seen }) => seen > 0)
            .sort((one, other) => other.seen - one.seen)
            .slice(0, shownApps),
          lastAtMs: last?.atMs ?? null,
          lastMessage: last?.message ?? null,
        };
      })
      .sort((one, other) => other.seen - one.seen || (one.code < other.code ? -1 : 1));
  }
}
