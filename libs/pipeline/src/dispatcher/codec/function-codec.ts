import type { FunctionAnswer } from '@harmonybatch/ports';
import type { ItemResult } from '../answer/item-result';
import type { RequestToRun } from '../ready-batch';

/** Gives others their turn while a large answer is read. */
export type YieldTurn = () => Promise<void>;

/** What becomes of the requests of a batch in a protocol. */
export interface Partition {
  /** Requests that one invocation may carry together, in order. */
  readonly parts: readonly (readonly RequestToRun[])[];
  /** Those that the protocol cannot carry, and why. */
  readonly refused: readonly { readonly request: RequestToRun; readonly message: string }[];
}

/** What a function is told of its invocation beside the items. */
export interface CallOfBatch {
  readonly batchId: string;
  readonly attempt: number;
  readonly model: string;
  /** Its trace context; absent where it is not recorded. */
  readonly traceparent?: string | undefined;
}

/** How a batch is written to a function and how its answer is read. */
export abstract class FunctionCodec {
  abstract partition(requests: readonly RequestToRun[]): Partition;
  /** The JSON body of one invocation. `requests` are a part, or some of one. */
  abstract encode(call: CallOfBatch, requests: readonly RequestToRun[]): string;
  /** Largest answer to this many items that is of use, bytes. */
  abstract maxAnswerBytes(items: number): number;
  /** One result a request, in the order given; or why the whole answer could not be read. */
  abstract decode(
    answer: FunctionAnswer,
    requests: readonly RequestToRun[],
    rest: YieldTurn,
  ): Promise<ItemResult[] | { readonly unreadable: string }>;
}
