import type { Samples } from '../demo/samples';
import type { Part } from '../supervise/part';

/** Platforms that functions can run on here, as `--platform` names them. */
export const platformNames = ['function-compute', 'knative'] as const;
export type PlatformName = (typeof platformNames)[number];

/** A platform of functions on this machine. */
export interface LocalPlatform {
  /** As people read it. */
  readonly title: string;
  readonly part: Part;
  /** The variables by which services reach it at this address. */
  reachedAt(url: string): Readonly<Record<string, string>>;
  /** The models and apps that it is shown with. */
  readonly samples: Samples;
}
