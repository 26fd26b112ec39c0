import { join } from 'node:path';
import type { Variable } from '@harmonybatch/service-kit';
import { root } from './chart-files';

/** The services of the chart, and where each declares its own variables. */
const variableFiles = {
  ingest: 'ingest-variables',
  'rate-estimator': undefined,
  batcher: 'batcher-variables',
  dispatcher: 'dispatcher-variables',
  'outcome-forwarder': undefined,
  'http-gateway': 'gateway-variables',
  console: 'console-variables',
  planner: 'planner-variables',
} as const;

export type ServiceName = keyof typeof variableFiles;
export const serviceNames = Object.keys(variableFiles) as ServiceName[];

type Loaded = Readonly<Record<string, Readonly<Record<string, Variable<unknown>>>>>;

/** The exports of a module of a project, from its source. */
export const load = (project: string, file: string): Loaded => jest.requireActual(join(root, project, 'src', file));

/** Everything that a service reads of its environment, by the field of its configuration. */
export function variablesOf(service: ServiceName): Readonly<Record<string, Variable<unknown>>> {
  const file = variableFiles[service];
  const own = file === undefined ? {} : load(`apps/${service}`, file)['variables'];
  return { ...load('libs/service-kit', 'program')['sharedVariables'], ...own };
}
