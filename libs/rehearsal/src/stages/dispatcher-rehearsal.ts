import { recordOf, topics, type BatchReady, type GroupRoute, type InferenceCompleted } from '@harmonybatch/contracts';
import { MemoryBatchStore, MemoryOutcomeLog, ScriptedFunctions, echo, type FunctionScript } from '@harmonybatch/memory';
import { Dispatcher, MonitoredInvoker } from '@harmonybatch/pipeline';
import type { OutboundRecord } from '@harmonybatch/ports';
import { acceptedRequest, batchSize, inputsOf, requestsPerRound, route, startMs, tensorsOf } from '../made-up-records';
import type { Rehearsal } from '../rehearse';
import { RoundWorld } from '../round-world';

const functionMs = 10;
const tensorRoute: GroupRoute = {
  ...route,
  id: '1'.repeat(16),
  functionName: 'rehearsal-tensors',
  call: { protocol: 'open-inference-v2', path: '/v2/models/rehearsal/infer' },
};

/** A batch of `size` requests of which the first has the number `first`; the way its functions are called decides on its inputs. */
function batch(first: number, size: number, group: GroupRoute): OutboundRecord {
  const inputs = group.call === undefined ? inputsOf : tensorsOf;
  const ready: BatchReady = {
    batchId: first.toString(16).padStart(32, '0'),
    model: acceptedRequest(first, null).model,
    reason: size === batchSize ? 'size' : 'deadline',
    readyAtMs: startMs,
    openAtMs: startMs,
    dueAtMs: startMs,
    group,
    requests: Array.from({ length: size }, (_, index) => acceptedRequest(first + index, inputs(first + index))),
  };
  return recordOf(topics.batchReady, ready);
}

/** Full batches and single requests, for functions of both protocols. */
const batches = [route, tensorRoute].flatMap((group, half) => {
  const [begin, end] = [(half * requestsPerRound) / 2, ((half + 1) * requestsPerRound) / 2];
  const full = Array.from({ length: (end - begin) / batchSize - 1 }, (_, index) => begin + index * batchSize);
  const single = Array.from({ length: batchSize }, (_, index) => end - batchSize + index);
  return [...full.map((first) => batch(first, batchSize, group)), ...single.map((first) => batch(first, 1, group))];
});

interface TensorCall {
  readonly inputs: readonly object[];
}

/** Functions that answer every request with its own inputs, in the protocol that they are asked in. */
const functions: FunctionScript = (invocation) => {
  if (invocation.path !== tensorRoute.call?.path) return echo(invocation);
  const { inputs } = invocation.body as unknown as TensorCall;
  return { kind: 'answered', body: JSON.stringify({ model_name: 'rehearsal', outputs: inputs }) };
};

/** The dispatcher runs batches on functions in memory and writes their outcomes. */
export class DispatcherRehearsal implements Rehearsal {
  async round(): Promise<void> {
    const world = new RoundWorld();
    const { clock, events, log } = world;
    const invoker = new MonitoredInvoker(new ScriptedFunctions(clock, functionMs, functions), clock, events);
    const stores = { store: new MemoryBatchStore(world.randomness), outcomes: new MemoryOutcomeLog(log) };
    const dispatcher = new Dispatcher({ ...world.ports, ...stores, invoker });
    log.consume(topics.batchReady.name, (records) => dispatcher.accept(records));
    await world.play(batches);
    await dispatcher.stop(0);
    world.expect<InferenceCompleted>(topics.inferenceCompleted.name, requestsPerRound, ({ status }) => status === 'ok');
  }
}
