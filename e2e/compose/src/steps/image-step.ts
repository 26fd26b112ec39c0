import type { DockerEngine } from '../engine/docker-engine';

export const image = 'harmonybatch:local';

interface InspectedImage {
  readonly Size: number;
  readonly Config: {
    readonly User: string;
    readonly Labels: Readonly<Record<string, string>> | null;
    readonly Healthcheck?: { readonly Test: readonly string[] };
    readonly Env: readonly string[];
  };
}

const mebibyte = 2 ** 20;
const labels = ['title', 'description', 'licenses', 'version', 'revision'].map(
  (name) => `org.opencontainers.image.${name}`,
);
/** What is not needed to run: sources, tests, types, maps and compilers. */
const unneeded = [
  '-path "/app/[al]*" -name "*.ts"',
  '-path "/app/[al]*/test"',
  '-name "*.map"',
  '-path "/app/node_modules/typescript"',
  '-path "/app/node_modules/@typescript"',
  '-path "/app/node_modules/jest"',
].join(' -o ');

/** Runs a shell as the image's user on a root that cannot be written. */
const shell = (engine: DockerEngine, script: string): Promise<string> =>
  engine.docker('run', '--rm', '--read-only', '--network', 'none', image, 'sh', '-c', script);

function refuse(what: string, holds: boolean): void {
  if (!holds) throw new Error(what);
}

function checkConfig({ User, Labels, Healthcheck, Env }: InspectedImage['Config']): void {
  refuse(`it runs as ${User || 'root'}`, User === 'node');
  const missing = labels.filter((label) => !Labels?.[label]);
  refuse(`it has no label ${missing.join()}`, missing.length === 0);
  refuse('it has no check of its health', (Healthcheck?.Test.length ?? 0) > 1);
  const kept = Env.filter((line) => /^npm_config/i.test(line));
  refuse(`it keeps settings of the build: ${kept.join()}`, kept.length === 0);
}

/** Checks that the image is what it is to be: small, of another user, and nothing but what runs. @returns its figures */
export async function checkImage(engine: DockerEngine): Promise<string> {
  const [inspected] = JSON.parse(await engine.docker('image', 'inspect', image)) as [InspectedImage];
  checkConfig(inspected.Config);
  const found = await shell(engine, `find /app \\( ${unneeded} \\) -print | head -5`);
  refuse(`it holds what nothing needs: ${found.replaceAll('\n', ', ')}`, found === '');
  refuse('its user can change its code', (await shell(engine, 'test -w /app && echo yes || true')) === '');
  const ours = Number((await shell(engine, 'du --summarize --apparent-size --block-size=1M /app')).split('\t')[0]);
  return `${Math.round(inspected.Size / mebibyte)} MiB, ${ours} of them beside Node`;
}
