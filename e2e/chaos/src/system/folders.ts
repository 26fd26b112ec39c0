/** Folders of a run. */
export interface Folders {
  /** What Kafka and Redis hold. */
  readonly state: string;
  /** One log a process and start. */
  readonly logs: string;
}
