export * from './fc-config';
export * from './fc-fault';
export * from './invoke/fc-invoker';
export * from './platform/control-calls';
export * from './platform/fc-platform';
export { modelVariable } from './platform/function-definition';
