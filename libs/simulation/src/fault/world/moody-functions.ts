import type { FunctionInvocation } from '@harmonybatch/contracts';
import type { InvocationResult } from '@harmonybatch/pipeline';
import { RunningInvocations, tooMany } from '../../running-invocations';
import type { SeededRandomness } from '../../seeded-randomness';
import type { VirtualClock } from '../../virtual-clock';
import type { FunctionMood } from '../scenario/fault';
import type { ScenarioRequest } from '../scenario/scenario';

type Items = FunctionInvocation['items'];
type Nature = ScenarioRequest['nature'];

const fastestMs = 30;
const slowestMs = 140;
const slowFactor = 8;
/** Invocations of one function at a time. */
const maxConcurrent = 8;

/** Functions that answer, are slow, fail or refuse, as the scenario wants; an item's inputs are its request's number. */
export class MoodyFunctions {
  private mood: FunctionMood | null = null;
  private moodUntilMs = -Infinity;
  private readonly running = new RunningInvocations();

  /** @param onAnswer hears of every item that was answered with outputs, when the answer leaves the function. */
  constructor(
    private readonly clock: VirtualClock,
    private readonly randomness: SeededRandomness,
    private readonly natureOf: (inputs: unknown) => Nature,
    private readonly onAnswer: (identity: string) => void,
  ) {}

  become(mood: FunctionMood, forMs: number): void {
    this.mood = mood;
    this.moodUntilMs = this.clock.nowMs() + forMs;
  }

  /**
   * Runs to its end whether or not anybody still waits for it. An invoker has so many connections to a function, and refuses
   * what finds none, as the real one does.
   */
  run(functionName: string, invocation: FunctionInvocation, timeoutMs: number): Promise<InvocationResult> {
    if (this.running.of(functionName) >= maxConcurrent) return Promise.resolve(tooMany(functionName));
    return this.running.whileRunning(functionName, this.answer(invocation, timeoutMs));
  }

  private answer({ items }: FunctionInvocation, timeoutMs: number): Promise<InvocationResult> {
    const mood = this.clock.nowMs() < this.moodUntilMs ? this.mood : null;
    if (mood === 'throttled') {
      return Promise.resolve({ kind: 'unavailable', code: 'ResourceExhausted', message: 'busy', retryable: true });
    }
    const drawnMs = fastestMs + (slowestMs - fastestMs) * this.randomness.uniform();
    const takesMs = mood === 'slow' ? slowFactor * drawnMs : drawnMs;
    return new Promise((resolve) => {
      this.clock.after(takesMs, () => resolve(this.resultOf(items, mood)));
      if (takesMs <= timeoutMs) return;
      this.clock.after(timeoutMs, () => resolve({ kind: 'timeout', message: `no answer within ${timeoutMs} ms` }));
    });
  }

  private resultOf(items: Items, mood: FunctionMood | null): InvocationResult {
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
