import type { FunctionInvocation } from '@harmonybatch/contracts';
import type { InvocationResult } from '@harmonybatch/ports';
import type { SeededRandomness } from '@harmonybatch/traffic';
import { RunningInvocations, tooMany, type VirtualClock } from '@harmonybatch/memory';
import type { FunctionBehaviour } from '../scenario/fault';
import type { ScenarioRequest } from '../scenario/scenario';

type Items = FunctionInvocation['items'];
type Nature = ScenarioRequest['nature'];

const minLatencyMs = 30;
const maxLatencyMs = 140;
const slowFactor = 8;

/** Functions that answer, are slow, fail or refuse, as the scenario wants; an item's inputs are its request's number. */
export class FlakyFunctions {
  private readonly behaviours = new Map<string, { readonly mood: FunctionBehaviour; readonly untilMs: number }>();
  private readonly running = new RunningInvocations();

  /**
   * @param maxConcurrent invocations of one function at a time
   * @param onAnswer called with every item that was answered with outputs, when the answer leaves the function
   */
  constructor(
    private readonly clock: VirtualClock,
    private readonly randomness: SeededRandomness,
    private readonly natureOf: (inputs: unknown) => Nature,
    private readonly maxConcurrent: number,
    private readonly onAnswer: (identity: string) => void,
  ) {}

  /** The functions of these models are in this mood for a while. */
  behave(models: readonly string[], mood: FunctionBehaviour, forMs: number): void {
    const untilMs = this.clock.nowMs() + forMs;
    for (const model of models) this.behaviours.set(model, { mood, untilMs });
  }

  /**
   * Runs to its end whether or not anybody still waits for it. An invoker has so many connections to a function, and refuses
   * what finds none, as the real one does.
   */
  run(functionName: string, invocation: FunctionInvocation, timeoutMs: number): Promise<InvocationResult> {
    if (this.running.of(functionName) >= this.maxConcurrent) return Promise.resolve(tooMany(functionName));
    return this.running.whileRunning(functionName, this.answer(invocation, timeoutMs));
  }

  private answer({ model, items }: FunctionInvocation, timeoutMs: number): Promise<InvocationResult> {
    const mood = this.behaviourOf(model);
    if (mood === 'throttled') {
      return Promise.resolve({ kind: 'unavailable', code: 'ResourceExhausted', message: 'busy', retryable: true });
    }
    const takesMs = this.takesMs(mood);
    return new Promise((resolve) => {
      if (mood !== 'hung') this.clock.after(takesMs, () => resolve(this.resultOf(items, mood)));
      if (takesMs <= timeoutMs) return;
      this.clock.after(timeoutMs, () => resolve({ kind: 'timeout', message: `no answer within ${timeoutMs} ms` }));
    });
  }

  private behaviourOf(model: string): FunctionBehaviour | null {
    const current = this.behaviours.get(model);
    return current !== undefined && this.clock.nowMs() < current.untilMs ? current.mood : null;
  }

  private takesMs(mood: FunctionBehaviour | null): number {
    const drawnMs = minLatencyMs + (maxLatencyMs - minLatencyMs) * this.randomness.uniform();
    if (mood === 'hung') return Infinity;
    return mood === 'slow' ? slowFactor * drawnMs : drawnMs;
  }

  private resultOf(items: Items, mood: FunctionBehaviour | null): InvocationResult {
    const natures = items.map(({ inputs }) => this.natureOf(inputs));
    if (mood === 'failing' || natures.includes('poison')) return { kind: 'function_error', message: 'out of memory' };
    if (mood === 'garbled') return { kind: 'answered', body: '{"items": [' };
    const answers = items.flatMap((item, index) => this.answerTo(item, natures[index]!));
    return { kind: 'answered', body: JSON.stringify({ items: answers }) };
  }

  private answerTo({ id, inputs }: Items[number], nature: Nature): object[] {
    if (nature === 'no result') return [];
    if (nature === 'item error') return [{ id, error: { code: 'bad_image', message: 'no image', retryable: false } }];
    this.onAnswer(id);
    return [{ id, outputs: inputs ?? null }];
  }
}
