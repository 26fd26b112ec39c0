/** What was tried, and what came of it. */
export interface Step {
  readonly name: string;
  readonly holds: boolean;
  /** What was seen, or what was wrong. */
  readonly finding: string;
  readonly seconds: number;
}

/** Tries one thing after another, and says each. */
export class Steps {
  readonly all: Step[] = [];

  constructor(readonly say: (text: string) => void) {}

  /** Whether everything that was tried held. */
  get hold(): boolean {
    return this.all.length > 0 && this.all.every(({ holds }) => holds);
  }

  /** @param attempt resolves with what was seen, and rejects with what was wrong @returns whether it held */
  async run(name: string, attempt: () => Promise<string>): Promise<boolean> {
    this.say(`  … ${name}`);
    const beganMs = performance.now();
    const outcome = await attempt().then(
      (finding) => ({ holds: true, finding }),
      (error: Error) => ({ holds: false, finding: error.message }),
    );
    const step = { name, ...outcome, seconds: Math.round((performance.now() - beganMs) / 100) / 10 };
    this.all.push(step);
    this.say(`${step.holds ? '✓' : '✗'} ${name} (${step.seconds.toFixed(1)} s): ${step.finding}`);
    return step.holds;
  }
}
