export * from './context';
export * from './instances';
export * from './report/experiment';
export * from './report/write-report';
export * from './run-experiments';
