import { debianImage, makeDebian } from './debian';
import { neededImages, repositoryOf } from './needed-images';
import { canStandInFor, makeStandIn, standInLabel } from './stand-ins';
import type { Workshop } from './workshop';

/** Where each image that docker-compose.yml needs came from. */
export interface BaseImages {
  /** The real ones. */
  readonly real: readonly string[];
  /** Names of the real ones, with other contents. */
  readonly stoodInFor: readonly string[];
  /** Neither to be had nor stood in for: what runs them is left out. */
  readonly missing: readonly string[];
}

type Source = keyof BaseImages;

async function has({ engine }: Workshop, image: string): Promise<boolean> {
  return engine.docker('image', 'inspect', image).then(
    () => true,
    () => false,
  );
}

async function pulls({ engine }: Workshop, image: string): Promise<boolean> {
  return engine.docker('pull', '--quiet', image).then(
    () => true,
    () => false,
  );
}

async function isStandIn({ engine }: Workshop, image: string): Promise<boolean> {
  const labels = await engine.docker('image', 'inspect', '--format', '{{json .Config.Labels}}', image);
  return labels.includes(standInLabel);
}

async function obtain(workshop: Workshop, image: string, offline: boolean): Promise<Source> {
  if (await has(workshop, image)) return (await isStandIn(workshop, image)) ? 'stoodInFor' : 'real';
  if (!offline && (await pulls(workshop, image))) return 'real';
  const repository = repositoryOf(image);
  if (!canStandInFor(repository)) return 'missing';
  if (!(await has(workshop, debianImage))) await makeDebian(workshop);
  await makeStandIn(workshop, repository, image);
  return 'stoodInFor';
}

/** Sees to it that the engine has the images that the files of this folder need. @throws CommandError */
export async function obtainBaseImages(workshop: Workshop, folder: string, offline: boolean): Promise<BaseImages> {
  const found: Record<Source, string[]> = { real: [], stoodInFor: [], missing: [] };
  for (const image of neededImages(folder)) found[await obtain(workshop, image, offline)].push(image);
  return found;
}
