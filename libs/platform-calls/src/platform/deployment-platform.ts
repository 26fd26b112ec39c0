import { FunctionPlatform, type DeployedFunction, type FunctionSpec, type IsStillWanted } from '@harmonybatch/ports';
import { allPages, type Page } from '../control/paged';
import { withoutSecrets } from '../export/secret-variables';

const maxWarmInstances = 1_000;

/**
 * The functions of one deployment on a platform: what has another prefix is neither listed nor touched. A platform adds
 * how one is made, taken down and listed, and what its refusals mean.
 */
export abstract class DeploymentPlatform extends FunctionPlatform {
  /** @param functionPrefix names of all functions of this deployment begin so */
  constructor(private readonly functionPrefix: string) {
    super();
  }

  /**
   * @throws RangeError for a spec that cannot be a function, FunctionRefusedError where the platform will not have it or
   * another one has its name, Error where a call fails or it does not get ready in time, NoLongerWantedError where `stillWanted` said no.
   */
  async ensure(spec: FunctionSpec, warmInstances: number, stillWanted?: IsStillWanted): Promise<void> {
    this.checkName(spec.name);
    if (!Number.isInteger(warmInstances) || warmInstances < 0 || warmInstances > maxWarmInstances) {
      throw new RangeError(`warmInstances must be a whole number from 0 to ${maxWarmInstances}, not ${warmInstances}`);
    }
    try {
      await this.bring(spec, warmInstances, stillWanted);
    } catch (error) {
      throw this.refusalOf(spec.name, error);
    }
  }

  /** @throws Error where a call fails, NoLongerWantedError where `stillWanted` said no */
  async remove(name: string, stillWanted?: IsStillWanted): Promise<void> {
    this.checkName(name);
    await this.takeDown(name, stillWanted);
  }

  /** @throws RangeError for a spec that cannot be a function, Error where a call fails */
  async differences(spec: FunctionSpec): Promise<readonly string[]> {
    this.checkName(spec.name);
    return this.compare({ ...spec, env: withoutSecrets(spec.env) });
  }

  async list(): Promise<DeployedFunction[]> {
    const functions = await allPages(`functions like ${this.functionPrefix}*`, (from) => this.page(from));
    return functions.filter(({ name }) => this.isOwn(name));
  }

  protected abstract bring(spec: FunctionSpec, warmInstances: number, stillWanted?: IsStillWanted): Promise<void>;
  /** How what is there differs, in words; secrets of the environment are none of it. */
  protected abstract compare(spec: FunctionSpec): Promise<readonly string[]>;
  protected abstract takeDown(name: string, stillWanted?: IsStillWanted): Promise<void>;
  /** May have functions of others among its items. */
  protected abstract page(from?: string): Promise<Page<DeployedFunction>>;
  /** What an error means for the function: a refusal where asking again changes nothing, else the error as it is. */
  protected abstract refusalOf(name: string, error: unknown): unknown;

  protected isOwn(name: string): boolean {
    return name.startsWith(this.functionPrefix);
  }

  private checkName(name: string): void {
    if (this.isOwn(name)) return;
    const { functionPrefix } = this;
    throw new RangeError(`function ${name} is not of this deployment, whose functions are named ${functionPrefix}*`);
  }
}
