import type { StorePart } from '@harmonybatch/memory';

/** A process that takes part; its name is its role and a number. */
export type ProcessName = `${ProcessRole}-${number}`;
export type ProcessRole = 'ingest' | 'batcher' | 'dispatcher';

/** A point at which a process waits for something outside of it, or is woken by it. */
export type Verb =
  'push' | 'flushDue' | 'recover' | 'ack' | 'status' | 'settle' | 'done' | 'publish' | 'invoke' | 'answered' | 'timer';

/** How a call of a port goes wrong. */
export type Mishap =
  /** Without effect; the caller sees it fail. */
  | 'no effect'
  /** It has its effect, and the caller sees it fail. */
  | 'reply lost'
  /** The caller sees it fail; the effect comes later. */
  | 'late effect'
  /** Without effect, and the caller is told so at once: a store that is read-only or full, a log without replicas. */
  | 'refused'
  /** A write: only a part of the records is written, and the caller sees it fail. */
  | 'part written'
  /** A write: the records are written twice; the caller sees it succeed. */
  | 'written twice'
  /** A write: the records are on their way for long after the guard was asked. */
  | 'held up';

/** What happens to the world or to a process. Durations in ms. */
export type Disturbance =
  | { readonly kind: 'crash'; readonly process: ProcessName; readonly downMs: number }
  /** It is asked to stop, ends what is under way, and comes again. */
  | { readonly kind: 'restart'; readonly process: ProcessName; readonly downMs: number }
  | { readonly kind: 'pause'; readonly process: ProcessName; readonly forMs: number }
  | { readonly kind: 'wipe' }
  /** Keys of one kind are gone, the store is there all the while. */
  | { readonly kind: 'loss'; readonly of: StorePart }
  /** One of the scenario's spare plans comes into force. */
  | { readonly kind: 'replan'; readonly plan: number }
  | { readonly kind: 'rebalance'; readonly role: ProcessRole; readonly committed: boolean }
  /** The topic that a stage reads is deleted and recreated; its readers notice a little later. */
  | { readonly kind: 'anew'; readonly role: ProcessRole; readonly noticedAfterMs: number }
  /** The clock of a process's machine is set, and stays so. */
  | { readonly kind: 'clock'; readonly process: ProcessName; readonly byMs: number }
  | {
      readonly kind: 'outage';
      readonly of: 'store' | 'log' | 'outcome log';
      readonly mishap: Mishap;
      readonly forMs: number;
    }
  | {
      readonly kind: 'functions';
      readonly models: readonly string[];
      readonly mood: FunctionBehaviour;
      readonly forMs: number;
    }
  /** The stages of all models report that they are behind: for two seconds ingest turns fresh requests away. */
  | { readonly kind: 'pressure'; readonly delayMs: number }
  | { readonly kind: 'delay'; readonly topic: string; readonly byMs: number; readonly forMs: number }
  | { readonly kind: 'mishap'; readonly mishap: Mishap };

/** What functions do for a while; those that hang never answer what they were asked meanwhile. */
export type FunctionBehaviour = 'slow' | 'failing' | 'throttled' | 'garbled' | 'hung';

/** When it happens: at a time since the scenario began, or around the nth call of a verb by a process. */
export type Trigger =
  | { readonly kind: 'time'; readonly atMs: number }
  | {
      readonly kind: 'call';
      readonly process: ProcessName;
      readonly verb: Verb;
      readonly nth: number;
      readonly side: 'before' | 'after';
    };

export interface Fault {
  readonly when: Trigger;
  readonly what: Disturbance;
}

/** One line for a reader. */
export function describeFault({ when, what }: Fault): string {
  const at =
    when.kind === 'time'
      ? `at ${when.atMs.toFixed(1)} ms`
      : `${when.side} ${when.verb} no. ${when.nth} of ${when.process}`;
  const { kind, ...details } = what;
  const words = Object.entries(details).map(([name, value]) => `${name} ${value}`);
  return `${at}: ${[kind, ...words].join(', ')}`;
}
