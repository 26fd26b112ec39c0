import type { Cluster, Redis } from 'ioredis';
import { ReplyError } from 'ioredis';
import { commandOf, type CommandName, type ScriptName } from './scripts';

/** One call of a script. */
export interface ScriptCall {
  readonly script: ScriptName;
  readonly keys: readonly string[];
  readonly args: readonly (string | number)[];
}

export type Reply = readonly unknown[];

/** What ioredis makes of the scripts, on a connection as on a pipeline. */
type ScriptCommands = Record<CommandName, (...args: (string | number)[]) => unknown>;

/** Calls a script on a connection, or puts it into a pipeline; a pipeline of one costs half as much again. */
const sendCall = (commands: object, { script, keys, args }: ScriptCall): unknown =>
  (commands as ScriptCommands)[commandOf(script)](keys.length, ...keys, ...args);

/**
 * The scripts' replies in one round trip, in order, each for itself: where the server refused one, its error stands there.
 * Rejects where the connection failed.
 */
export async function callScripts(redis: Redis, calls: readonly ScriptCall[]): Promise<(Reply | Error)[]> {
  const [first, ...others] = calls;
  if (first !== undefined && others.length === 0) return [await callOne(redis, first)];
  const pipeline = redis.pipeline();
  for (const call of calls) sendCall(pipeline, call);
  const results = await pipeline.exec();
  if (results === null) throw new Error('the connection was closed');
  const lost = results.find(([error]) => error !== null && !(error instanceof ReplyError));
  if (lost?.[0]) throw lost[0];
  return results.map(([error, reply]) => error ?? (reply as Reply));
}

/**
 * The same on a cluster, where each call follows its keys to the node that has them by now; a pipeline would lose those that
 * move meanwhile. Rejects where one of them failed.
 */
export const callScriptsOnCluster = (cluster: Cluster, calls: readonly ScriptCall[]): Promise<(Reply | Error)[]> =>
  Promise.all(calls.map((call) => callOne(cluster, call)));

async function callOne(redis: Redis | Cluster, call: ScriptCall): Promise<Reply | Error> {
  try {
    return (await sendCall(redis, call)) as Reply;
  } catch (error) {
    if (error instanceof ReplyError) return error as Error;
    throw error;
  }
}
