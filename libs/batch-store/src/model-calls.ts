import { BoundedMap, type LeaseOptions, type Randomness } from '@harmonybatch/ports';
import type { GroupRun } from './group-runs';
import type { ScriptCall } from './script-calls';
import type { ScriptName } from './scripts';

type Args = readonly (string | number)[];

/** Models whose keys are remembered. */
const maxModels = 10_000;
/** What the ids of the batches have in common that one `push` cuts; the script counts them by the other bytes. */
const batchIdStartBytes = 12;

/** Makes the script calls on a model, with its keys and the arguments that all scripts take. */
export class ModelCalls {
  private readonly keys = new BoundedMap<string, ModelKeys>(maxModels);

  /** @param rotateMs how long facts are remembered at least, ms */
  constructor(
    private readonly keyPrefix: string,
    private readonly rotateMs: number,
    private readonly randomness: Randomness,
  ) {}

  on(model: string, script: ScriptName, nowMs: number, args: Args): ScriptCall {
    return { script, keys: this.keysOf(model).shared, args: [nowMs, this.rotateMs, ...args] };
  }

  onGroup(model: string, groupId: string, script: ScriptName, nowMs: number, args: Args): ScriptCall {
    const keys = this.keysOf(model);
    return { script, keys: [...keys.shared, keys.waiting(groupId)], args: [nowMs, this.rotateMs, ...args] };
  }

  push(model: string, { group, requests }: GroupRun, { nowMs, leaseMs, maxBatchBytes }: LeaseOptions): ScriptCall {
    const { groupId, batchSize, route, slackMs = [] } = group;
    const ofGroup = [groupId, batchSize, route, slackMs.join(','), this.randomness.hex(batchIdStartBytes)];
    const ofRequests = requests.flatMap(({ id, flushAtMs, payload, arrivedAtMs = 0 }) => [
      id,
      flushAtMs,
      payload,
      arrivedAtMs,
    ]);
    return this.onGroup(model, groupId, 'push', nowMs, [leaseMs, maxBatchBytes, ...ofGroup, ...ofRequests]);
  }

  private keysOf(model: string): ModelKeys {
    let keys = this.keys.get(model);
    if (keys === undefined) {
      keys = new ModelKeys(this.keyPrefix, model);
      this.keys.set(model, keys);
    }
    return keys;
  }
}

/** The keys of one model, in the order that every script takes them; all in one hash slot. */
class ModelKeys {
  readonly shared: readonly string[];
  private readonly base: string;

  constructor(prefix: string, model: string) {
    this.base = `${prefix}{${model}}:`;
    const names = ['meta', 'fate:new', 'fate:old', 'request', 'place', 'due', 'group', 'lease', 'batch'];
    this.shared = names.map((name) => this.base + name);
  }

  waiting(groupId: string): string {
    return `${this.base}waiting:${groupId}`;
  }
}
