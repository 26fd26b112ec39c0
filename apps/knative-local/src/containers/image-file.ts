import { readFileSync } from 'node:fs';
import type { Variable } from '@harmonybatch/service-kit';
import type { ImageCommands } from './containers';

const expected = 'the path of a JSON file {"image": ["program", "argument", …], …}';

/** A variable that names the file of what runs in place of each image. */
export const imageFile = (name: string): Variable<ImageCommands> => ({
  name,
  description: 'What runs on this machine in place of each image.',
  expected,
  parse: (path) => {
    try {
      const images: unknown = JSON.parse(readFileSync(path, 'utf8'));
      if (isImageCommands(images)) return { ok: true, value: images };
      return {
        ok: false,
        problem: `names a file that is not one of images and their commands; it must be ${expected}`,
      };
    } catch (error) {
      return { ok: false, problem: `cannot be read: ${error instanceof Error ? error.message : String(error)}` };
    }
  },
});

const isImageCommands = (images: unknown): images is ImageCommands =>
  typeof images === 'object' &&
  images !== null &&
  Object.values(images).every(
    (command) => Array.isArray(command) && command.length > 0 && command.every((word) => typeof word === 'string'),
  );
