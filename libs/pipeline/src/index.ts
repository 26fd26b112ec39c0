export * from './offsets/offset-tracker';
export * from './ports/batch-store';
export * from './ports/clock';
export * from './ports/functions';
export * from './ports/randomness';
export * from './ports/records';
export * from './ports/stage-events';
