import { copyFileSync, cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { kafkaJars } from '@harmonybatch/local-backends';
import { runCommand } from '../engine/run-command';
import type { Workshop } from './workshop';

/** How the image of one repository is stood in for. */
interface StandIn {
  /** Its Dockerfile, below `e2e/compose/stand-ins`. */
  readonly folder: string;
  /** Puts together what its Dockerfile copies. @returns the folder of it */
  readonly context: (workshop: Workshop, image: string) => Promise<string>;
}

const recipes = join(__dirname, '..', '..', 'stand-ins');
/** Says that an image is none of the name that it has. */
export const standInLabel = 'harmonybatch.stand-in';

const emptyContext = async ({ folder }: Workshop): Promise<string> => {
  const empty = join(folder, 'empty');
  mkdirSync(empty, { recursive: true });
  return empty;
};

/** Node's binary for this machine and its npm, of the major version that the tag names. */
async function nodeContext({ engine, folder, logs }: Workshop, image: string): Promise<string> {
  const major = /:(\d+)/.exec(image)?.[1] ?? 'latest';
  const context = join(folder, 'node');
  mkdirSync(context);
  writeFileSync(join(context, 'package.json'), '{"private":true}');
  const binary = `node-linux-${process.arch}`;
  const args = ['install', '--ignore-scripts', '--no-audit', '--no-fund', `${binary}@${major}`, 'npm@11'];
  const { interruption } = engine;
  await runCommand({ command: 'npm', args, cwd: context, interruption, logFile: join(logs, 'node.log') });
  copyFileSync(join(context, 'node_modules', binary, 'bin', 'node'), join(context, 'node'));
  return context;
}

/** Its server, and what reads YAML. */
async function grafanaContext({ folder }: Workshop): Promise<string> {
  const context = join(folder, 'grafana');
  cpSync(join(recipes, 'grafana'), context, { recursive: true });
  cpSync(dirname(require.resolve('yaml/package.json')), join(context, 'yaml'), { recursive: true });
  return context;
}

const standIns: Readonly<Record<string, StandIn>> = {
  node: { folder: 'node', context: nodeContext },
  'apache/kafka': { folder: 'kafka', context: () => kafkaJars(() => undefined) },
  'valkey/valkey': { folder: 'valkey', context: emptyContext },
  'prom/prometheus': { folder: 'prometheus', context: emptyContext },
  'grafana/grafana': { folder: 'grafana', context: grafanaContext },
};

/** Whether something can stand in for the images of this repository. */
export const canStandInFor = (repository: string): boolean => repository in standIns;

/** Makes what stands in for this image, under its name, on the Debian that is there. @throws CommandError */
export async function makeStandIn(workshop: Workshop, repository: string, image: string): Promise<void> {
  const standIn = standIns[repository];
  if (standIn === undefined) throw new Error(`nothing stands in for ${image}`);
  const context = await standIn.context(workshop, image);
  const dockerfile = join(recipes, standIn.folder, 'Dockerfile');
  const named = ['--tag', image, '--label', `${standInLabel}=true`];
  await workshop.engine.docker('build', '--file', dockerfile, ...named, context);
}
