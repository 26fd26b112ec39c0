import type { ModelProfiled } from '@harmonybatch/contracts';
import type { ModelRegistry, PlanBoard } from '@harmonybatch/pipeline';
import type { Caller } from '../access/caller-check';
import { Refusal } from '../protocol/refusal';

/** What the protocol says of a model. */
export interface ModelMetadata {
  readonly name: string;
  readonly versions: readonly string[];
  readonly platform: string;
  readonly inputs: readonly never[];
  readonly outputs: readonly never[];
}

const maxShownLength = 80;

/** The models that can be asked for, as they are registered. */
export class ServedModels {
  constructor(
    private readonly models: Pick<ModelRegistry, 'get'>,
    private readonly board: Pick<PlanBoard, 'planOf'>,
  ) {}

  /** @throws Refusal with status 404 where there is no such model, or another version of it serves */
  get(name: string, version?: string): ModelProfiled {
    const model = this.models.get(name);
    if (model === undefined) throw unknownModel(name);
    if (version !== undefined && version !== model.version) throw unknownVersion(model, version);
    return model;
  }

  /** The model that a call names, where the app of the call uses it. @throws Refusal with status 404 */
  of({ app }: Caller, name: string, version?: string): ModelProfiled {
    if (app.model !== name) throw foreignModel(app.name, app.model, name);
    return this.get(name, version);
  }

  /** Whether a plan is in force by which the model is served. @throws Refusal as `get` does */
  isReady(name: string, version?: string): boolean {
    const plan = this.board.planOf(this.get(name, version).name)?.plan;
    return plan !== undefined && plan.groups.length > 0;
  }

  /** What is known of a model; its registration does not say which tensors it takes. @throws Refusal as `get` does */
  metadataOf(name: string, version?: string): ModelMetadata {
    const { protocol = 'harmonybatch', ...model } = this.get(name, version);
    return { name: model.name, versions: [model.version], platform: protocol, inputs: [], outputs: [] };
  }
}

const shown = (text: string): string => text.slice(0, maxShownLength);

const unknownModel = (name: string): Refusal =>
  new Refusal(404, {
    code: 'unknown_model',
    message: `no model is registered as "${shown(name)}"`,
    hint: 'Register it with "harmonybatch models apply FILE".',
  });

const foreignModel = (app: string, model: string, name: string): Refusal =>
  new Refusal(404, {
    code: 'unknown_model',
    message: `app "${app}" calls model "${model}", and no model "${shown(name)}"`,
    hint: `Ask for ${model}, or send as an app that is registered with the other model.`,
  });

const unknownVersion = ({ name, version }: ModelProfiled, asked: string): Refusal =>
  new Refusal(404, {
    code: 'unknown_version',
    message: `model "${name}" is registered as version "${version}", not "${shown(asked)}"`,
    hint: 'Leave the version out: one of a model serves at a time.',
  });
