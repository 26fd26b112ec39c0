import type { ExportedFunction, TerraformDocument } from '@harmonybatch/platform-calls';
import type { FunctionInvoker, FunctionPlatform } from '@harmonybatch/ports';
import type { ConfigOf, Variables } from '@harmonybatch/service-kit';

export interface InvokerOptions {
  /** Most invocations of one function under way at a time. */
  readonly maxConcurrent: number;
  /** Most invocations of one function that wait for one of those to end. */
  readonly maxWaiting: number;
}

export interface PlatformOptions {
  /** Begins the names of all functions of this deployment; others are neither listed nor touched. */
  readonly functionPrefix: string;
  /** The deployment, as its functions name it: `Deployment.name`. */
  readonly owner: string;
  /** The platform's name of the card of a GPU function whose shape names none; absent: such a function is refused. */
  readonly gpuType?: string;
}

/** A platform that functions run on: what configures it, what invokes its functions, what creates and removes them. */
export interface FunctionAdapter<V extends Variables> {
  readonly variables: V;
  /** What is wrong with the combination of its variables, though each is valid on its own. */
  faults(config: ConfigOf<V>): readonly string[];
  /** May load its library first, so that nobody else does. */
  invoker(config: ConfigOf<V>, options: InvokerOptions): FunctionInvoker | Promise<FunctionInvoker>;
  platform(config: ConfigOf<V>, options: PlatformOptions): FunctionPlatform | Promise<FunctionPlatform>;
  /** Its functions as other tools take them: resources of Terraform, or manifests of Kubernetes. */
  readonly written: {
    terraform?(
      functions: readonly ExportedFunction[],
      config: ConfigOf<V>,
      options: PlatformOptions,
    ): TerraformDocument | Promise<TerraformDocument>;
    manifests?(
      functions: readonly ExportedFunction[],
      config: ConfigOf<V>,
      options: PlatformOptions,
    ): readonly object[];
  };
}
