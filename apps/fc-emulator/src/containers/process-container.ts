import type {
  ContainerAnswer,
  ContainerEnd,
  ContainerHost,
  ContainerProcess,
  ContainerResult,
} from '@harmonybatch/container-processes';
import type { Timers } from '../time/timers';
import { ContainerFault, type Container, type ContainerEvents, type ContainerRequest } from './container';
import { errorBody, timedOut, type Execution } from './execution';
import { containerSpec, type ProcessContainerOptions } from './container-spec';
import { passedOnHeaders, requestHeaders } from './invocation-headers';

/** A container that runs on this machine: as a process, or from its image. */
export class ProcessContainer implements Container {
  /** Nobody knows before how long a process takes to start. */
  readonly coldStartMs = 0;
  private readonly process: ContainerProcess;
  private stopped = false;

  constructor(
    host: ContainerHost,
    private readonly options: ProcessContainerOptions,
    private readonly timers: Timers,
    private readonly events: ContainerEvents,
  ) {
    this.process = host.start(containerSpec(options));
    this.process.ready.then(
      () => events.ready((this.process.initializedInMs ?? 0) / 1000),
      () => undefined,
    );
    void this.process.ended.then((end) => this.onEnd(end));
  }

  async run({ requestId, body }: ContainerRequest): Promise<Execution> {
    const { settings } = this.options;
    const { log } = this.process;
    const [linesBefore, startedAtMs] = [log.count, this.timers.nowMs()];
    log.add('platform', `FC Invoke Start RequestId: ${requestId}`);
    const headers = requestHeaders(settings, requestId, '/invoke');
    const timeoutMs = settings.timeout * 1000;
    const result = await this.process.call({ method: 'POST', path: '/invoke', headers, body, timeoutMs });
    log.add('platform', `FC Invoke End RequestId: ${requestId}`);
    const durationSeconds = (this.timers.nowMs() - startedAtMs) / 1000;
    const done = executionOf(result, durationSeconds, itemsIn(body), settings.timeout);
    return { ...done, log: log.since(linesBefore).map(({ text }) => text) };
  }

  stop(): void {
    this.stopped = true;
    void this.process.stop();
  }

  log(): readonly string[] {
    return this.process.log.last().map(({ text }) => text);
  }

  private onEnd(end: ContainerEnd): void {
    if (!this.stopped) this.events.ended(faultOf(end));
  }
}

/** The platform's word for the end of a container that was not told to end. */
function faultOf({ cause, message }: ContainerEnd): ContainerFault {
  switch (cause) {
    case 'initializer_failed':
    case 'initializer_timeout':
      return new ContainerFault('UnhandledInitializationError', message);
    case 'not_found':
      return new ContainerFault('CAFileNotFound', message);
    case 'not_ready':
    case 'not_started':
    case 'unhealthy':
      return new ContainerFault('FunctionNotStarted', message);
    default:
      return new ContainerFault('CAExited', message);
  }
}

function executionOf(result: ContainerResult, durationSeconds: number, items: number, timeout: number): Execution {
  const failed = (kind: string, message: string): Execution => ({
    durationSeconds,
    items,
    body: errorBody(kind, message),
    errorType: 'UnhandledInvocationError',
  });
  if (result.kind === 'broken') return failed('ConnectionBroken', result.message);
  if (result.kind === 'answered') return { durationSeconds, items, ...answered(result.answer) };
  if (result.end.cause === 'timeout') return { ...timedOut(timeout, items), durationSeconds };
  const kind = result.end.cause === 'memory' ? 'OutOfMemory' : 'ProcessExited';
  return failed(kind, `Process exited unexpectedly before completing request: ${result.end.message}`);
}

/** 200 is a success, unless the container says otherwise by a header of its own. */
function answered({ status, headers, body }: ContainerAnswer): Pick<Execution, 'body' | 'headers' | 'errorType'> {
  const failed = status < 200 || status >= 300 || headers['x-fc-status'] === '404';
  return { body, headers: passedOnHeaders(headers), ...(failed && { errorType: 'UnhandledInvocationError' }) };
}

/** Items of a batch, for the bill; a container may speak another protocol than ours. */
function itemsIn(body: Buffer): number {
  try {
    const { items } = JSON.parse(body.toString('utf8')) as { items?: unknown };
    return Array.isArray(items) ? items.length : 0;
  } catch {
    return 0;
  }
}
