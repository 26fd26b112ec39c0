interface Manifest {
  readonly version: string;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly bundleDependencies?: readonly string[];
  readonly exports?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

export function libraryManifest(name: string): Manifest;
export function wholeManifest(name: string, own?: readonly string[]): Manifest;
