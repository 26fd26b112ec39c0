import type { ContainerHost } from '@harmonybatch/container-processes';

/** How processes are limited on this machine, in words; without any where none run. */
export class ProcessLimits {
  readonly cpu?: string;
  readonly memory?: string;

  constructor(host?: ContainerHost) {
    this.cpu = host?.limits.cpu;
    this.memory = host?.limits.memory;
  }
}
