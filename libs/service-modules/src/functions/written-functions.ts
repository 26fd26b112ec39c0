import type { ExportedFunction } from '@harmonybatch/platform-calls';
import type { PlatformOptions } from './function-adapter';
import { adapterOf, type FunctionVariables } from './platforms';

/** How functions are written down for other tools: resources of Terraform, or manifests of Kubernetes. */
export type WrittenFormat = 'terraform' | 'manifests';

/** Functions as the platform's own tools take them; undefined where the platform has no such format. */
export async function writtenFunctions(
  format: WrittenFormat,
  functions: readonly ExportedFunction[],
  config: FunctionVariables,
  options: PlatformOptions,
): Promise<object | readonly object[] | undefined> {
  return adapterOf(config).written[format]?.(functions, config, options);
}
