import { cpus, totalmem } from 'node:os';

const bytesPerGb = 1024 ** 3;

/** What the figures were taken on; a class of hardware, no name of a machine. */
export interface Machine {
  readonly cores: number;
  readonly memoryGb: number;
  readonly node: string;
}

export const thisMachine = (): Machine => ({
  cores: cpus().length,
  memoryGb: Math.round(totalmem() / bytesPerGb),
  node: process.versions.node,
});
