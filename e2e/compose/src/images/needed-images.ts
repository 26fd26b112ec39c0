import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Those that a Dockerfile begins from or a compose file runs, by their names there, without stages and our own. */
export function imagesIn(text: string): string[] {
  const named = [...text.matchAll(/^\s*(?:FROM|image:)\s+(\S+)/gm)].map(([, name = '']) => name);
  return [...new Set(named)].filter((name) => name.includes(':') && !name.startsWith('harmonybatch:'));
}

/** All that docker-compose.yml needs and does not build, by the files of this folder. */
export const neededImages = (folder: string): string[] => [
  ...new Set(
    ['deploy/docker/Dockerfile', 'docker-compose.yml'].flatMap((file) =>
      imagesIn(readFileSync(join(folder, file), 'utf8')),
    ),
  ),
];

/** `apache/kafka` of `apache/kafka:4.1.1`. */
export const repositoryOf = (image: string): string => image.split(':')[0] ?? image;
