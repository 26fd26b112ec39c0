export { evaluatedModels, evaluatedSettings, type EvaluationContext } from './context';
export type { Experiment, LinePlot, LineSeries } from './report/experiment';
export { htmlReport } from './report/html';
export { writeReport } from './report/write-report';
export { experiments, runExperiments } from './run-experiments';
