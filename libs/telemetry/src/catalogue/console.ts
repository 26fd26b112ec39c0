import { counter } from '../metric';

/** The console: what it read, and what it left out. */
export const consoleMetrics = {
  leftOut: counter('console_left_out_total', {
    help: 'What the console read and does not show, because it keeps no more: outcomes of unknown apps, or records that could not be read.',
    unit: 'records',
    labels: { what: ['unreadable', 'apps', 'functions', 'plans'] },
  }),
};
