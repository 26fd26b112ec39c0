import type { IncomingMessage, ServerResponse } from 'node:http';
import { Controller, Get, Param, Req, Res, UseGuards } from '@nestjs/common';
import { Clock } from '@harmonybatch/ports';
import { CallerCheck } from '../access/caller-check';
import { answerOfOutcome } from '../answers/answer-of-outcome';
import { Inference } from '../infer/inference';
import { ServedModels } from '../models/served-models';
import { pollTermsOf } from '../polls/poll-terms';
import { runningReply } from '../polls/running-reply';
import { reply, type Reply } from './call-reply';
import { OpenRequests } from './open-requests';
import { StartGuard } from './start.guard';

const notToBeStored = { 'cache-control': 'no-store' };

/** What became of requests that were answered with 202, by any replica. */
@UseGuards(StartGuard)
@Controller('v2/models/:model/requests')
export class RequestController {
  constructor(
    private readonly callers: CallerCheck,
    private readonly models: ServedModels,
    private readonly inference: Inference,
    private readonly open: OpenRequests,
    private readonly clock: Clock,
  ) {}

  @Get(':id')
  async poll(
    @Req() request: IncomingMessage,
    @Res() response: ServerResponse,
    @Param('model') model: string,
    @Param('id') id: string,
  ) {
    const release = this.open.take();
    try {
      reply(request, response, await this.found(request, model, id));
    } finally {
      release();
    }
  }

  /** Ids are an app's own: nobody learns whether another app has one. */
  private async found(request: IncomingMessage, name: string, id: string): Promise<Reply> {
    const caller = this.callers.callerOf(request.headers);
    const model = this.models.of(caller, name);
    const query = new URL(request.url ?? '', 'http://gateway').searchParams;
    const terms = pollTermsOf(query, this.clock.nowMs(), this.inference.graceMs);
    const text = await this.inference.outcomeOf(caller.app.name, id, terms.untilMs);
    if (text === null) return runningReply(model, id, terms);
    const { body, headers } = answerOfOutcome(text, { id, model, forms: terms.forms });
    return { status: 200, body, headers: { ...headers, ...notToBeStored } };
  }
}
