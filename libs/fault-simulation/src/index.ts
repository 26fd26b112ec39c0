export * from './campaign/run-block';
export * from './campaign/run-seed';
export * from './check/violation';
export * from './safeguards/safeguard';
export * from './scenario/fault';
