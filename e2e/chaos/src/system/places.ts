/** Folders of a run. */
export interface Places {
  /** What Kafka and Redis hold. */
  readonly state: string;
  /** One log a process and start. */
  readonly logs: string;
}
