import type { ImageCommands } from '@harmonybatch/platform-files';
import type { SizeRules } from './size-rules';

/** What decides whether a function can be had, and what runs in its instances. */
export interface FunctionRules {
  readonly sizes: SizeRules;
  /** Which images run as local commands; the others are emulated. */
  readonly commandOf: ImageCommands;
}
