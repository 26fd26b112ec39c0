import type { ImageCommands } from '@harmonybatch/platform-files';
import type { SizeRules } from './size-rules';

/** What decides whether a function can be had, and what runs in its instances. */
export interface FunctionRules {
  readonly sizes: SizeRules;
  /** Which images run as local commands. */
  readonly commandOf: ImageCommands;
  /** Whether the others are run by a container engine; else they are emulated. */
  readonly runsImages: boolean;
}
