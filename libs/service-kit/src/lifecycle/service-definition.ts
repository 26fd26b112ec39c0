import type { Type } from '@nestjs/common';
import type { TopicContract } from '@harmonybatch/contracts';
import type { Metric } from '@harmonybatch/telemetry';
import type { ConfigOf, Variables } from '../config/variable';
import type { Rehearse } from './warm-up';

/** All that makes a service different from another one. */
export interface ServiceDefinition<V extends Variables = Variables> {
  /** Name of its consumer groups, logs and metrics: `batcher`. */
  readonly name: string;
  /** One line for `--help`. */
  readonly purpose: string;
  /** What it measures, which is there from its start; what every service measures if absent. */
  readonly metrics?: readonly Metric[];
  /** Its own variables; the shared ones are read anyway. Inject the result by `SERVICE_CONFIG`. */
  readonly variables?: V;
  /** What is wrong with the combination of its variables, though each is valid on its own. */
  faults?(config: ConfigOf<V>): readonly string[];
  /** Its Nest module. Clock, Randomness, StageEvents, Publisher, Intake and Ownership can be injected everywhere. */
  readonly module: Type;
  /** What it does before it reads anything or counts as ready, so that its code is compiled by then; absent: nothing. */
  readonly rehearse?: Rehearse;
  /** Topics that have to exist; all of the contracts if absent. */
  readonly topics?: readonly TopicContract[];
}
