import type { IncomingMessage, ServerResponse } from 'node:http';
import { Controller, Param, Post, Req, Res, UseGuards } from '@nestjs/common';
import { limits, type ModelProfiled } from '@harmonybatch/contracts';
import { Clock, StageEvents } from '@harmonybatch/ports';
import { gatewayMetrics } from '@harmonybatch/telemetry';
import { type Caller, CallerCheck } from '../access/caller-check';
import { Inference, type SentRequest } from '../infer/inference';
import { readRequest } from '../infer/read-request';
import { ServedModels } from '../models/served-models';
import { readBody, type BodyLimits } from './body-reader';
import { clientGone, reply } from './call-reply';
import { OpenRequests } from './open-requests';
import { StartGuard } from './start.guard';

/** What a request may carry inline, and its parameters, names and brackets. */
const bodyLimits: BodyLimits = { maxBytes: limits.maxInlineBytes + 64 * 1024, timeoutMs: 10_000 };
const msPerSecond = 1000;

/** Inference: a call is a request on Kafka, and its outcome the answer. */
@UseGuards(StartGuard)
@Controller('v2/models/:model')
export class InferController {
  constructor(
    private readonly callers: CallerCheck,
    private readonly models: ServedModels,
    private readonly inference: Inference,
    private readonly open: OpenRequests,
    private readonly clock: Clock,
    private readonly events: StageEvents,
  ) {}

  @Post('infer')
  infer(@Req() request: IncomingMessage, @Res() response: ServerResponse, @Param('model') model: string) {
    return this.answer(request, response, model);
  }

  @Post('versions/:version/infer')
  inferVersion(
    @Req() request: IncomingMessage,
    @Res() response: ServerResponse,
    @Param('model') model: string,
    @Param('version') version: string,
  ) {
    return this.answer(request, response, model, version);
  }

  /** Its place is free as soon as its client is gone; what it asked for is run all the same. */
  private async answer(request: IncomingMessage, response: ServerResponse, name: string, version?: string) {
    const release = this.open.take();
    const gone = clientGone(response);
    gone.addEventListener('abort', release);
    const startMs = this.clock.monotonicMs();
    try {
      const caller = this.callers.callerOf(request.headers);
      const model = this.models.of(caller, name, version);
      const sent = await this.send(request, caller, model, gone);
      const answer = await this.inference.answerTo(sent, model, gone);
      if (answer !== null) reply(request, response, { status: 200, ...answer });
      this.events.observe(gatewayMetrics.answer, { model: name }, (this.clock.monotonicMs() - startMs) / msPerSecond);
    } catch (error) {
      if (!gone.aborted) throw error;
    } finally {
      if (gone.aborted) this.events.count(gatewayMetrics.clientsGone, {});
      release();
    }
  }

  /** The body is kept no longer than until Kafka has it. */
  private async send(
    request: IncomingMessage,
    caller: Caller,
    model: ModelProfiled,
    gone: AbortSignal,
  ): Promise<SentRequest> {
    const body = await readBody(request, bodyLimits);
    return this.inference.send(readRequest({ model, headers: request.headers, body }), caller, gone);
  }
}
