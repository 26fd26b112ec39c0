import type { KafkaMessage } from 'kafkajs';
import type { NodeProcess } from '../system/node-process';

/** What a client reads of one answered request; all times epoch ms. */
export interface Answer {
  readonly id: string;
  /** When the broker appended the request. */
  readonly arrivedAtMs: number;
  /** Time in the function, as the chain tells it, ms. */
  readonly executedMs: number;
  /** Why it is no success, in words; absent where it is one. */
  readonly fault?: string;
  /** The batch it left in; absent where the chain makes none. */
  readonly batch?: AnswerBatch;
}

export interface AnswerBatch {
  readonly id: string;
  readonly size: number;
  /** `size`: its last request made it full; `deadline`: the timeout of its first request was over. */
  readonly reason: string;
  /** Longest planned wait of its group, ms. */
  readonly timeoutMs: number;
}

/** Processes on the way of a request from `requestTopic` to `answerTopic`, names as they are on the cluster. */
export interface Chain {
  readonly name: 'harmonybatch' | 'floor';
  /** Of its topics. */
  readonly prefix: string;
  readonly requestTopic: string;
  readonly answerTopic: string;
  readonly processes: readonly NodeProcess[];
  requestOf(id: string): { readonly key: string; readonly value: string };
  answerOf(message: KafkaMessage): Answer;
  stop(): Promise<void>;
}
