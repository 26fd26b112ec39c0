export * from './memory-batch-store';
export * from './memory-log';
export * from './scripted-functions';
export * from './seeded-randomness';
export * from './virtual-clock';
