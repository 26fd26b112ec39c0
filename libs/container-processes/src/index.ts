export { type ContainerEnd, ContainerStartError, type EndCause } from './container-end';
export { ContainerHost, type ContainerHostOptions } from './container-host';
export { ContainerProcess, type ContainerResult } from './container-process';
export type {
  ContainerLimits,
  ContainerSpec,
  HealthCheck,
  ImageProgram,
  LifecycleCall,
  LocalProgram,
} from './container-spec';
export { type ContainerAnswer, type ContainerCall, maxAnswerBytes } from './http/container-call';
export type { Hierarchy } from './limits/hierarchies';
export { LogTail, type LogLine, type LogSource } from './process/log-tail';
