export { runService } from './lifecycle/run-service';
export { StagePorts } from './module/stage-ports';
export { KAFKA_CLIENT, KAFKA_SETTINGS, SERVICE_CONFIG } from './module/tokens';
export { ServiceEvents } from './observability/service-events';
export { Readiness } from './health/readiness';
export { Deployment } from './deployment/deployment';
export {
  brokerList,
  choice,
  decimal,
  flag,
  integer,
  onlyWhere,
  optional,
  pemFile,
  text,
  url,
  urls,
} from './config/kinds';
export { ConfigError, readConfig } from './config/read-config';
export type { ConfigOf, Variable, Variables } from './config/variable';
export { NoAnswerError, PoolFullError, ThreadPool, type ThreadPoolOptions } from './threads/thread-pool';
export { PublicServer, type PublicServerOptions } from './http/public-server';
