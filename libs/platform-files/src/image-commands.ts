import { dirname, resolve } from 'node:path';
import { Type, type Static } from '@sinclair/typebox';
import { PlatformFileError } from './platform-file-error';
import { readDocument } from './read-document';

/** What runs on this machine in place of a container. */
export interface LocalCommand {
  /** Program and arguments; no shell reads them. */
  readonly command: readonly [string, ...string[]];
  /** Absolute. */
  readonly cwd: string;
  /** What the image itself would bring; what a function is given comes on top. */
  readonly env: Readonly<Record<string, string>>;
}

/** The local command of an image; undefined where it has none. */
export type ImageCommands = (image: string) => LocalCommand | undefined;

const maxImages = 256;
const Text = Type.String({ minLength: 1, maxLength: 4_096 });
const Entry = Type.Object(
  {
    command: Type.Array(Text, { minItems: 1, maxItems: 64 }),
    cwd: Type.Optional(Text),
    env: Type.Optional(
      Type.Record(Type.String({ pattern: '^[A-Za-z_][A-Za-z0-9_]*$' }), Type.String(), { additionalProperties: false }),
    ),
  },
  { additionalProperties: false },
);
const File = Type.Record(Type.String({ minLength: 1, maxLength: 512 }), Entry, { maxProperties: maxImages });

/** A pattern of images: `*` is any text, all else is itself. */
function patternOf(text: string): RegExp {
  const parts = text.split('*').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`);
}

/**
 * The local commands of images by a YAML or JSON file: pattern of images → `{ command, cwd, env }`, the first that fits
 * counts. A `cwd` is taken from the file's folder, and is that folder where it is absent.
 * @throws PlatformFileError that names every fault.
 */
export function imageCommandsOf(path: string): ImageCommands {
  const folder = dirname(resolve(path));
  const entries = Object.entries(readDocument(path, File)).map(([pattern, entry]) => ({
    pattern: patternOf(pattern),
    local: localCommand(entry, folder),
  }));
  if (entries.length === 0) throw new PlatformFileError(`${path} names no image`);
  return (image) => entries.find(({ pattern }) => pattern.test(image))?.local;
}

function localCommand({ command, cwd = '.', env = {} }: Static<typeof Entry>, folder: string): LocalCommand {
  const [program = '', ...args] = command;
  return { command: [program, ...args], cwd: resolve(folder, cwd), env };
}
