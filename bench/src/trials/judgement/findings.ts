/** A promise of a trial, and what was found of it. */
export interface Verdict {
  readonly promise: string;
  readonly found: string;
  readonly holds: boolean;
}

/** What became of the requests of one app that were sent in one phase. */
export interface PhaseFigures {
  readonly phase: string;
  readonly app: string;
  readonly sent: number;
  /** Part of them that was answered with outputs by the deadline. */
  readonly attainment: number;
  readonly late: number;
  readonly expired: number;
  readonly failed: number;
  readonly unanswered: number;
}

/** A plan that was put in force. */
export interface PlanEntry {
  readonly afterSeconds: number;
  readonly epoch: number;
  readonly reason: string;
  /** `2 × cpu 1.5 vCPU`, by group. */
  readonly groups: readonly string[];
  readonly costPerMillion: number;
}

/** A warning or error, and how often it was logged. */
export interface Complaint {
  readonly service: string;
  readonly message: string;
  readonly lines: number;
}

export interface Findings {
  readonly figures: readonly PhaseFigures[];
  readonly plans: readonly PlanEntry[];
  readonly complaints: readonly Complaint[];
  /** What else was measured, by name. */
  readonly facts: Readonly<Record<string, string | number>>;
  readonly verdicts: readonly Verdict[];
}
