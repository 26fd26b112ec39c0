import { join } from 'node:path';
import { workspaceRoot } from '../state-folder';

/** A model with apps and their traffic. */
export interface Samples {
  readonly model: string;
  readonly modelFile: string;
  readonly appsFile: string;
  /** Requests per second of each app, as `appsFile` expects them. */
  readonly ratesHz: Readonly<Record<string, number>>;
  /** The app whose first answer is timed. */
  readonly firstApp: string;
  /** What every request brings, JSON; absent: nothing that an emulated model cares about. */
  readonly inputs?: string;
}

const samplesOf =
  (...folder: string[]) =>
  (file: string): string =>
    join(workspaceRoot, ...folder, 'samples', file);
const local = samplesOf('apps', 'local');
const onnx = samplesOf('functions', 'onnx');

/** A model that is not here, but its profile is: for functions that are emulated. */
export const vgg19: Samples = {
  model: 'vgg19',
  modelFile: local('vgg19.yaml'),
  appsFile: local('apps.yaml'),
  ratesHz: { 'app-400ms': 5, 'app-500ms': 10, 'app-800ms': 10, 'app-1000ms': 15 },
  firstApp: 'app-500ms',
};

const tokens = 64;

/** A network that really runs, on functions that are processes. */
export const transformer: Samples = {
  model: 'transformer',
  modelFile: onnx('transformer.yaml'),
  appsFile: onnx('apps.yaml'),
  ratesHz: { search: 5, catalogue: 20 },
  firstApp: 'catalogue',
  inputs: JSON.stringify(Array.from({ length: tokens }, (_, index) => index + 1)),
};
