import { modelVersionOf, recordOf, topics, type ModelDeployed, type ModelProfiled } from '@harmonybatch/contracts';
import type { Clock, IsStillWanted, Publisher } from '@harmonybatch/ports';
import { publishAsLeader } from '../publish-as-leader';
import type { ModelVersions } from './model-versions';

const maxVersions = 4;

export interface DeployedVersionsContext {
  readonly publisher: Publisher;
  readonly clock: Clock;
  readonly versions: ModelVersions;
}

/** Keeps which states of one model plans were made with: only the newest one is registered. */
export class DeployedVersions {
  /** As this replica wrote it last; undefined where it wrote nothing since it leads. */
  private own: ModelDeployed | undefined;

  constructor(
    private readonly model: string,
    private readonly context: DeployedVersionsContext,
    private readonly isLeader: IsStillWanted,
  ) {}

  /** A plan of this state of the model is in force, or is about to be. */
  async note(registered: ModelProfiled): Promise<void> {
    const modelVersion = modelVersionOf(registered);
    const before = (this.own ?? this.context.versions.get(this.model))?.versions ?? [];
    if (before[0]?.modelVersion === modelVersion) return;
    const others = before.filter((version) => version.modelVersion !== modelVersion);
    const added = { modelVersion, registered, deployedAtMs: this.context.clock.nowMs() };
    const record = { model: this.model, versions: [added, ...others].slice(0, maxVersions) };
    if (await publishAsLeader(this.context.publisher, recordOf(topics.modelDeployed, record), this.isLeader))
      this.own = record;
  }
}
