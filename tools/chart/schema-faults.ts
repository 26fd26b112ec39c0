import { join } from 'node:path';
import ts from 'typescript';
import type { Manifest } from './rendered';

/** Where TypeScript finds the types of objects, as `install-helm.cjs` installed them. */
const folder = join(__dirname, 'schemas');

/** The package that has the types of a group of the API. */
function packageOf(apiVersion: string): string {
  if (apiVersion.startsWith('keda.sh/')) return '@kubernetes-models/keda';
  if (apiVersion.startsWith('monitoring.coreos.com/')) return '@kubernetes-models/prometheus-operator';
  return 'kubernetes-models';
}

/** A module with one object, held to the type of its kind: a field that the type does not have is an error there. */
const moduleOf = (manifest: Manifest): string =>
  `import type { I${manifest.kind} } from '${packageOf(manifest.apiVersion)}/${manifest.apiVersion}/${manifest.kind}';\n` +
  `export const manifest: I${manifest.kind} = ${JSON.stringify(manifest, null, 1)};\n`;

const settings: ts.CompilerOptions = {
  strict: true,
  noEmit: true,
  skipLibCheck: true,
  types: [],
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
};

/**
 * Where objects are not of the types that Kubernetes, KEDA and the Prometheus operator have for them, in words. Strict: unknown fields and
 * values are faults. The types are made of the API's own OpenAPI and Go types.
 */
export function schemaFaults(manifests: readonly Manifest[]): string[] {
  const modules = new Map(manifests.map((manifest, at) => [join(folder, `object-${at}.mts`), moduleOf(manifest)]));
  const host = ts.createCompilerHost(settings);
  const { fileExists, readFile, getSourceFile } = host;
  host.fileExists = (file) => modules.has(file) || fileExists(file);
  host.readFile = (file) => modules.get(file) ?? readFile(file);
  host.getSourceFile = (file, target, ...rest) => {
    const text = modules.get(file);
    return text === undefined ? getSourceFile(file, target, ...rest) : ts.createSourceFile(file, text, target);
  };
  const program = ts.createProgram([...modules.keys()], settings, host);
  return [...modules.keys()].flatMap((file, at) => {
    const { kind, metadata } = manifests[at]!;
    return ts
      .getPreEmitDiagnostics(program, program.getSourceFile(file))
      .map(({ messageText }) => `${kind} ${metadata.name}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`);
  });
}
