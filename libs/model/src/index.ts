export * from './functions/function-shape';
export * from './latency/model-profile';
