import { Injectable } from '@nestjs/common';
import type { HandlerGroup, Handlers } from '../protocol/call';
import { OverviewView } from './overview';

/** Answers whether every promise is kept. */
@Injectable()
export class OverviewHandlers implements HandlerGroup {
  readonly handlers: Pick<Handlers, 'overview'> = {
    overview: ({ query: { window = '5m' } }) => this.view.of(window),
  };

  constructor(private readonly view: OverviewView) {}
}
