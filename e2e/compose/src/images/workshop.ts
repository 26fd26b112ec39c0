import type { DockerEngine } from '../engine/docker-engine';

/** Where images are made. */
export interface Workshop {
  readonly engine: DockerEngine;
  /** For what is there only until an image is made. */
  readonly folder: string;
  readonly logs: string;
}
