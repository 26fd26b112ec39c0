import { Injectable } from '@nestjs/common';
import type { HandlerGroup, Handlers } from '../protocol/call';
import { PlanDecider } from './plan-decider';

/** Decides on plans. */
@Injectable()
export class DecisionsHandlers implements HandlerGroup {
  readonly handlers: Pick<Handlers, 'decide'> = {
    decide: ({ params: { model }, body }) => this.decider.decide(model, body),
  };

  constructor(private readonly decider: PlanDecider) {}
}
