import { createHash } from 'node:crypto';
import type { FunctionShape } from '@harmonybatch/model';
import type { FunctionPlatform, FunctionSpec } from '@harmonybatch/ports';
import type { UnprofiledModel } from './profiled-model';

/** Names of functions of a profile begin so; no deployment's do, for a planner would remove them. */
export const profilingPrefix = 'hbprofile-';
/** Whose they are, as their tags say. */
export const profilingOwner = 'profile';
const digits = 8;

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, digits);

/** Functions that are there while a model is measured, each made where it is first needed. */
export class TemporaryFunctions {
  private readonly made = new Map<string, Promise<string>>();
  private readonly prefix: string;
  private isClosed = false;

  constructor(
    private readonly platform: FunctionPlatform,
    private readonly model: UnprofiledModel,
    private readonly timeoutSeconds: number,
  ) {
    this.prefix = `${profilingPrefix}${hashOf(`${model.name}/${model.version}/${model.image}`)}-`;
  }

  /** Removes what an earlier run left behind because it was killed. */
  async removeLeftovers(): Promise<void> {
    const there = await this.platform.list();
    const own = there.map(({ name }) => name).filter((name) => name.startsWith(this.prefix));
    for (const name of own) await this.platform.remove(name);
  }

  /** The name of a function of that size, ready to be invoked, without idle instances. */
  ensure(shape: FunctionShape): Promise<string> {
    const key = JSON.stringify(shape);
    const found = this.made.get(key) ?? this.make(`${this.prefix}${hashOf(key)}`, shape);
    this.made.set(key, found);
    return found;
  }

  /** Removes all of them, also those whose making is under way; @returns what could not be removed, and why */
  async removeAll(): Promise<string[]> {
    this.isClosed = true;
    const names = [...this.made.keys()].map((key) => `${this.prefix}${hashOf(key)}`);
    await Promise.allSettled(this.made.values());
    const removals = await Promise.allSettled(names.map((name) => this.platform.remove(name)));
    return removals.flatMap((removal, index) =>
      removal.status === 'fulfilled' ? [] : [`${names[index]}: ${reasonOf(removal.reason)}`],
    );
  }

  private async make(name: string, shape: FunctionShape): Promise<string> {
    await this.platform.ensure(this.specOf(name, shape), 0, () => !this.isClosed);
    return name;
  }

  private specOf(name: string, shape: FunctionShape): FunctionSpec {
    const { name: model, version, image, port, env = {}, role, vpc, container } = this.model;
    const timeoutSeconds = container?.timeoutSeconds ?? this.timeoutSeconds;
    return { name, model, modelVersion: version, image, port, env, role, vpc, container, shape, timeoutSeconds };
  }
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
