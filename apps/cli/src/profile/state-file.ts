import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { compile } from '@harmonybatch/contracts';
import { Type, type Static } from '@sinclair/typebox';
import { Refusal } from '../refusal';
import { pointKey, type MeasuredPoint } from './measured-point';

const maxSeconds = 86_400;
const Seconds = Type.Number({ minimum: 0, maximum: maxSeconds });

const Header = Type.Object({
  model: Type.String(),
  version: Type.String(),
  image: Type.String(),
  /** Digest of all else that makes runs comparable: item, arrivals, prices. */
  terms: Type.String(),
});

const Line = Type.Object({
  shape: Type.Object({
    type: Type.Union([Type.Literal('cpu'), Type.Literal('gpu')]),
    vcpu: Type.Number({ exclusiveMinimum: 0 }),
    memoryMb: Type.Number({ exclusiveMinimum: 0 }),
    gpuMemoryMb: Type.Optional(Type.Number({ exclusiveMinimum: 0 })),
    gpuType: Type.Optional(Type.String()),
  }),
  batchSize: Type.Integer({ minimum: 1 }),
  seconds: Type.Array(Type.Number({ exclusiveMinimum: 0, maximum: maxSeconds }), { minItems: 1 }),
  coldStarts: Type.Array(Type.Object({ seconds: Seconds, initSeconds: Seconds })),
  cost: Type.Number({ minimum: 0 }),
});

const headerCheck = compile(Header);
const lineCheck = compile(Line);

/** What the points of a file were measured of; points of something else are not mixed with them. */
export type StateHeader = Static<typeof Header>;

/** The measured points of a profile, a line each, appended once all runs of a point are there; of several lines of a point the last counts. */
export class StateFile {
  private readonly points = new Map<string, MeasuredPoint>();

  private constructor(private readonly path: string) {}

  /**
   * Opens the file or begins it.
   * @throws Refusal where it holds points of another model, version, image or other terms, or cannot be read
   */
  static open(path: string, header: StateHeader): StateFile {
    const state = new StateFile(path);
    if (existsSync(path)) state.read(header);
    else write(() => writeFileSync(path, `${JSON.stringify(header)}\n`, { flag: 'wx' }), path);
    return state;
  }

  get(key: string): MeasuredPoint | undefined {
    return this.points.get(key);
  }

  all(): MeasuredPoint[] {
    return [...this.points.values()];
  }

  add(point: MeasuredPoint): void {
    write(() => appendFileSync(this.path, `${JSON.stringify(point)}\n`), this.path);
    this.points.set(pointKey(point), point);
  }

  private read(wanted: StateHeader): void {
    const text = readFileSync(this.path, 'utf8');
    const [first = '', ...lines] = text.split('\n');
    const header = parsed(first);
    if (!headerCheck.check(header)) throw new Refusal(`${this.path} holds no measured points.`, [], anotherFile);
    const different = (['model', 'version', 'image', 'terms'] as const).filter(
      (field) => header[field] !== wanted[field],
    );
    if (different.length > 0)
      throw new Refusal(`${this.path} holds points of another ${different.join(' and ')}.`, [], anotherFile);
    for (const line of lines) {
      const point = parsed(line);
      if (lineCheck.check(point)) this.points.set(pointKey(point), point);
    }
    // A line that was cut off when the process ended would swallow the next one.
    if (!text.endsWith('\n')) write(() => appendFileSync(this.path, '\n'), this.path);
  }
}

const anotherFile = 'Remove it to begin anew, or name another one with --state.';

function parsed(line: string): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    return undefined;
  }
}

function write(work: () => void, path: string): void {
  try {
    work();
  } catch (error) {
    throw new Refusal(`${path} cannot be written: ${error instanceof Error ? error.message : String(error)}`);
  }
}
