import { FunctionInvocation, compile, type FunctionResult } from '@harmonybatch/contracts';
import {
  batchSeconds,
  minBatchSeconds,
  type FunctionShape,
  type ModelProfile,
  type RandomDraws,
} from '@harmonybatch/model';
import { errorBody, type Execution, type FunctionErrorType } from '../containers/execution';
import { canonicalJson, digest } from './canonical-json';
import { emulationWish } from './emulation-wish';

type Item = FunctionInvocation['items'][number];

const invocation = compile(FunctionInvocation);

/** What the container of a function would do: one model on one size. Nothing is waited for here. Pure but for its stream of random numbers. */
export class BatchExecution {
  constructor(
    private readonly profile: ModelProfile,
    private readonly shape: FunctionShape,
    private readonly random: RandomDraws,
  ) {}

  /** Runs the body of an invocation (`FunctionInvocation` of the contracts). */
  run(body: Buffer): Execution {
    const batch = parse(body);
    if (typeof batch === 'string') return refused('HandledInvocationError', 'InvalidBatch', batch, 0);
    const size = batch.items.length;
    const seconds = batchSeconds(this.profile, this.shape, size, this.random);
    if (typeof seconds !== 'number') return refused('UnhandledInvocationError', 'BatchTooLarge', seconds.fault, size);
    const wishes = batch.items.map((item) => emulationWish(item.inputs));
    const durationSeconds = seconds + Math.max(...wishes.map((wish) => wish.delayMs ?? 0)) / 1000;
    if (wishes.some((wish) => wish.crash === true)) {
      return { ...refused('UnhandledInvocationError', 'Crash', 'the inputs asked for a crash', size), durationSeconds };
    }
    const items = batch.items.map((item, index) => answer(batch.model, item, wishes[index]?.error));
    return { durationSeconds, items: size, body: JSON.stringify({ items } satisfies FunctionResult) };
  }
}

function parse(body: Buffer): FunctionInvocation | string {
  let value: unknown;
  try {
    value = JSON.parse(body.toString('utf8'));
  } catch {
    return 'the body is not JSON; send {batchId, attempt, model, items: [{id, inputs}]}';
  }
  if (invocation.check(value)) return value;
  const [fault] = invocation.explain(value);
  return `the body is not a batch: ${fault?.field} ${fault?.message}`;
}

/** Outputs follow from the inputs alone, so that a caller can check that each answer reached the right id. */
function answer(model: string, item: Item, error: string | undefined): FunctionResult['items'][number] {
  if (error !== undefined) return failed(item.id, error, 'the inputs asked for this error');
  try {
    return { id: item.id, outputs: { model, digest: digest(item.dataref ?? canonicalJson(item.inputs)) } };
  } catch (fault) {
    return failed(item.id, 'inputs_too_deep', fault instanceof Error ? fault.message : 'the inputs cannot be read');
  }
}

const failed = (id: string, code: string, message: string): FunctionResult['items'][number] => ({
  id,
  error: { code, message, retryable: false },
});

const refused = (errorType: FunctionErrorType, kind: string, message: string, items: number): Execution => ({
  durationSeconds: minBatchSeconds,
  items,
  body: errorBody(kind, message),
  errorType,
});
