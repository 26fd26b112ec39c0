import type { Disturbance, Fault, Mishap, Trigger, Verb } from '../scenario/fault';
import type { Incarnation } from './incarnation';

type CallFault = Fault & { readonly when: Extract<Trigger, { kind: 'call' }> };

/** What is to go wrong with one call: how it fails, and what happens right after its effect. */
export interface CallFate {
  readonly mishap: Mishap | null;
  readonly after: readonly Disturbance[];
}

const noFault: CallFate = { mishap: null, after: [] };

/** Counts the calls of every process and strikes where the scenario says so. */
export class FaultInjector {
  private readonly byProcess = new Map<string, CallFault[]>();
  private readonly counts = new Map<string, number>();

  /**
   * @param apply makes a disturbance happen now
   * @param log called with calls that go wrong
   */
  constructor(
    faults: readonly Fault[],
    private readonly apply: (what: Disturbance) => void,
    private readonly log: (text: string) => void,
  ) {
    for (const fault of faults) if (isCallFault(fault)) this.register(fault);
  }

  /** A process begins a call: what is to happen before it happens now. */
  begin({ process, name }: Incarnation, verb: Verb): CallFate {
    const faults = this.byProcess.get(process);
    if (faults === undefined) return noFault;
    const key = `${process}/${verb}`;
    const nth = (this.counts.get(key) ?? 0) + 1;
    this.counts.set(key, nth);
    const struck = faults.filter(({ when }) => when.verb === verb && when.nth === nth);
    if (struck.length === 0) return noFault;
    const fate = this.fateOf(struck);
    if (fate.mishap !== null) this.log(`! ${verb} no. ${nth} of ${name}: ${fate.mishap}`);
    return fate;
  }

  /** What is to happen after the call's effect happens now. */
  end({ after }: CallFate): void {
    for (const what of after) this.apply(what);
  }

  private fateOf(struck: readonly CallFault[]): CallFate {
    let mishap: Mishap | null = null;
    const after: Disturbance[] = [];
    for (const { when, what } of struck) {
      if (what.kind === 'mishap') mishap = what.mishap;
      else if (when.side === 'after') after.push(what);
      else this.apply(what);
    }
    return { mishap, after };
  }

  private register(fault: CallFault): void {
    const { process } = fault.when;
    this.byProcess.set(process, [...(this.byProcess.get(process) ?? []), fault]);
  }
}

const isCallFault = (fault: Fault): fault is CallFault => fault.when.kind === 'call';
