import type { ContainerProcess, ContainerSpec } from '@harmonybatch/container-processes';

/** A container that runs: a process, or whatever takes its place. */
export type RunningContainer = Pick<ContainerProcess, 'ready' | 'ended' | 'call' | 'stop'>;

/** Starts containers on this machine. */
export type StartContainer = (spec: ContainerSpec) => RunningContainer;
