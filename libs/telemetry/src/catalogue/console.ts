import { counter } from '../metric';

/** The console: what it read, and what it left out. */
export const consoleMetrics = {
  leftOut: counter('console_left_out_total', {
    help: 'What the console read and does not show, by what there was too much of, or because it could not be read.',
    unit: 'records',
    labels: { what: ['unreadable', 'apps', 'counts', 'cells', 'plans'] },
  }),
};
