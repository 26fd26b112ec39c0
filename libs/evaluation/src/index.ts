export { evaluatedModels, evaluatedSettings, type EvaluationContext } from './context';
export type { Experiment } from './report/experiment';
export { writeReport } from './report/write-report';
export { experiments, runExperiments } from './run-experiments';
