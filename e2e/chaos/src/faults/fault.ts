export const faultKinds = [
  'clock',
  'kill',
  'stop',
  'restart',
  'broker',
  'redis',
  'flush',
  'cut',
  'refuse',
  'delay',
  'plan',
  'readonly',
  'full',
  'hang',
  'flood',
  'large',
  'apps',
  'partitions',
  'anew',
] as const;
export type FaultKind = (typeof faultKinds)[number];

/** What each kind does; for people. */
export const faultMeanings: Readonly<Record<FaultKind, string>> = {
  clock:
    'the clock of a service is set 2 s ahead or back by a minute, for 20 to 60 s; it explains nothing that follows',
  kill: 'kill -9 of a service, which is started again',
  stop: 'SIGSTOP of a service, SIGCONT 2 to 8 s later',
  restart: 'SIGTERM of a service, which is started again',
  broker: 'kill -9 or SIGTERM of the Kafka broker, which is started again',
  redis: 'kill -9 of Redis, which comes back empty',
  flush: 'FLUSHALL of Redis',
  cut: 'every connection of the services to Kafka or Redis is cut',
  refuse: 'the same, and new ones are refused for 1 to 8 s',
  delay: 'every byte between the services and Kafka or Redis is late by 50 to 300 ms for 2 to 5 s',
  plan: 'a new plan is asked for, or an app changes its SLO',
  readonly: 'Redis is a replica of nobody for 2 to 8 s, as after a failover: it answers and refuses every write',
  full: 'Redis is out of memory for 2 to 8 s',
  hang: 'functions of all models hang at once on some batches for 15 s',
  flood: 'thousands of records that are no requests, or of apps that nobody knows, at once, in every codec',
  large: 'requests that are small on the wire and large in memory, also of an app that no plan names',
  apps: 'a thousand apps are registered at once, or taken away again',
  partitions: 'inference.requested gets two partitions more',
  anew: 'inference.requested is deleted and made anew: what was not read of it is gone',
};

/** Noted of a wrong clock that its service does not tell. */
export const unreported = 'nobody is told';

export const faultyServices = ['ingest', 'batcher', 'dispatcher', 'planner'] as const;
export const backends = ['kafka', 'redis'] as const;
export type Backend = (typeof backends)[number];

/** A fault to come. Faults of one lane follow each other; different lanes are hurt at the same time. */
export interface PlannedFault {
  readonly kind: FaultKind;
  /** A service, a backend, or what is re-planned. */
  readonly lane: string;
  /** Since the traffic's first minute began, ms. */
  readonly atMs: number;
  /** It is left out if it cannot begin before, ms. */
  readonly latestMs: number;
  /** Uniform in [0, 1): which replica, which manner. */
  readonly draws: readonly [number, number];
  /** How long it lasts, or how long what died stays away, ms. */
  readonly lastsMs: number;
}

/** A fault that was done. Times are epoch ms. */
export interface FaultWindow {
  readonly kind: FaultKind | 'exit';
  readonly target: string;
  readonly startMs: number;
  /** When what was hurt worked again; infinite while it does not. */
  readonly recoveredMs: number;
  readonly note: string;
}
