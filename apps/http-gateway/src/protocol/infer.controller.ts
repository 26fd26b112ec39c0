import type { IncomingMessage, ServerResponse } from 'node:http';
import { Controller, Param, Post, Req, Res, UseGuards } from '@nestjs/common';
import { limits, type ModelProfiled } from '@harmonybatch/contracts';
import { Clock, StageEvents } from '@harmonybatch/ports';
import { gatewayMetrics } from '@harmonybatch/telemetry';
import { type Caller, CallerCheck } from '../access/caller-check';
import { answerOfOutcome } from '../answers/answer-of-outcome';
import { Inference } from '../infer/inference';
import { readRequest, type ReadRequest } from '../infer/read-request';
import { ServedModels } from '../models/served-models';
import { locationOf } from '../polls/poll-terms';
import { prefersAsync } from '../polls/prefer';
import { runningReply } from '../polls/running-reply';
import { Webhooks, type Webhook } from '../webhooks/webhooks';
import type { WebhookTarget } from '../webhooks/webhook-url';
import { readBody, type BodyLimits } from './body-reader';
import { clientGone, reply, type Reply } from './call-reply';
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
    private readonly webhooks: Webhooks,
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
    try {
      const caller = this.callers.callerOf(request.headers);
      const call = { caller, model: this.models.of(caller, name, version), gone };
      const target = this.webhooks.targetOf(request.headers, caller);
      const isLater = target !== undefined || prefersAsync(request.headers);
      const answer = isLater ? await this.accepted(request, call, target) : await this.outputs(request, call);
      if (!gone.aborted) reply(request, response, answer);
    } catch (error) {
      if (!gone.aborted) throw error;
    } finally {
      if (gone.aborted) this.events.count(gatewayMetrics.clientsGone, {});
      release();
    }
  }

  private async outputs(request: IncomingMessage, { caller, model, gone }: InferCallOf): Promise<Reply> {
    const startMs = this.clock.monotonicMs();
    const { sent, forms } = await this.send(request, { caller, model, gone });
    const text = await sent.outcome;
    if (gone.aborted) return nothing;
    const answer = answerOfOutcome(text, { id: sent.id, model, forms });
    this.events.observe(
      gatewayMetrics.answer,
      { model: model.name },
      (this.clock.monotonicMs() - startMs) / msPerSecond,
    );
    return { status: 200, ...answer };
  }

  /** The body is kept no longer than until Kafka has it. */
  private async send(request: IncomingMessage, { caller, model, gone }: InferCallOf) {
    const read = readRequest({ model, headers: request.headers, body: await readBody(request, bodyLimits) });
    return { sent: await this.inference.send(read.request, caller, gone), forms: read.forms };
  }

  private async accepted(
    request: IncomingMessage,
    { caller, model, gone }: InferCallOf,
    target: WebhookTarget | undefined,
  ): Promise<Reply> {
    const read = readRequest({ model, headers: request.headers, body: await readBody(request, bodyLimits) });
    const { id } = read.request;
    locationOf(model.name, id, { untilMs: this.clock.nowMs(), forms: read.forms }); // refused before it is written
    const untilMs =
      target === undefined
        ? await this.inference.accept(read.request, caller, gone)
        : await this.followed(read, { app: caller.app, id, model, forms: read.forms, target }, caller);
    return runningReply(model, id, { untilMs, forms: read.forms });
  }

  /** Its outcome is waited for, whether its client is there or not. */
  private async followed({ request }: ReadRequest, webhook: Webhook, caller: Caller): Promise<number> {
    this.webhooks.take();
    try {
      const sent = await this.inference.send(request, caller, new AbortController().signal);
      void this.webhooks.deliver(sent, webhook);
      return sent.untilMs;
    } catch (error) {
      this.webhooks.release();
      throw error;
    }
  }
}

/** Whose call it is, for what, and whether anybody still waits for its answer. */
interface InferCallOf {
  readonly caller: Caller;
  readonly model: ModelProfiled;
  readonly gone: AbortSignal;
}

const nothing: Reply = { status: 200, body: '' };
