import { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node';
import { maxOf } from '../tensor/tensor-spec';
import { elementTypes, type Elements, type ElementTypeName } from '../tensor/element-types';
import { zeros, type NamedTensors, type Tensor } from '../tensor/tensor';
import { ModelError, type ModelManifest } from './manifest';
import { sessionFault } from './session-fault';

/** An output that is asked for; lengths that the network leaves open, the batch's among them, are -1. */
export interface OutputSpec {
  readonly name: string;
  readonly type: ElementTypeName;
  readonly shape: readonly number[];
}

/** A loaded network. Everything is a batch here: the first dimension of each tensor counts the items. */
export class OnnxModel {
  private constructor(
    readonly manifest: ModelManifest,
    readonly outputs: readonly OutputSpec[],
    private readonly session: InferenceSession,
  ) {}

  /**
   * Loads the file for so many threads and runs it until it is warm. Throws ModelError where the file cannot be read, is
   * not what its manifest says, or does not answer a batch row by row.
   */
  static async load(manifest: ModelManifest, threads: number): Promise<OnnxModel> {
    const session = await openSession(manifest, threads);
    const fault = sessionFault(session, manifest);
    if (fault !== null) throw new ModelError(`${manifest.path}: ${fault}`);
    const model = new OnnxModel(manifest, outputSpecs(session, manifest), session);
    await model.warm();
    return model;
  }

  /**
   * Runs one batch: as many rows in each output as in the inputs. It holds up the whole process meanwhile: ONNX Runtime computes on the
   * caller's thread. Throws what the network itself throws, such as an index out of its table.
   */
  async run(inputs: NamedTensors): Promise<NamedTensors> {
    const rows = [...inputs.values()][0]?.shape[0] ?? 0;
    const feeds = Object.fromEntries([...inputs].map(([name, tensor]) => [name, toOrt(tensor)]));
    const answers = await this.session.run(feeds, this.manifest.outputs);
    return new Map(this.manifest.outputs.map((name) => [name, fromOrt(name, answers[name], rows)]));
  }

  /** The first run allocates memory and packs weights. Two rows tell whether the network takes batches at all. */
  private async warm(): Promise<void> {
    for (const rows of [1, Math.min(2, this.manifest.maxBatchSize)]) await this.warmBatch(rows);
  }

  private async warmBatch(rows: number): Promise<void> {
    try {
      await this.run(
        new Map(
          this.manifest.inputs.map(({ name, type, itemShape }) => [name, zeros(type, [rows, ...itemShape.map(maxOf)])]),
        ),
      );
    } catch (error) {
      throw new ModelError(`${this.manifest.path}: a batch of ${rows} fails: ${(error as Error).message}`);
    }
  }
}

/**
 * Threads that wait without spinning: idle threads would use up the quota of an instance with few vCPU. What goes
 * wrong is thrown; ONNX Runtime does not need to print it too.
 */
async function openSession({ path }: ModelManifest, threads: number): Promise<InferenceSession> {
  try {
    return await InferenceSession.create(path, {
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      executionMode: 'sequential',
      logSeverityLevel: 4,
      extra: { session: { intra_op: { allow_spinning: '0' } } },
    });
  } catch (error) {
    throw new ModelError(`${path} cannot be loaded: ${(error as Error).message}`);
  }
}

const outputSpecs = (session: InferenceSession, { outputs }: ModelManifest): OutputSpec[] =>
  outputs.flatMap((name) => {
    const found = session.outputMetadata.find((output) => output.name === name);
    if (!found?.isTensor) return [];
    const shape = found.shape.map((length) => (typeof length === 'number' ? length : -1));
    return [{ name, type: found.type as ElementTypeName, shape }];
  });

const toOrt = ({ type, elements, shape }: Tensor): OrtTensor => new OrtTensor(type, elements as never, shape);

function fromOrt(name: string, value: OrtTensor | undefined, rows: number): Tensor {
  if (value === undefined || !(value.type in elementTypes))
    throw new Error(`output ${name} is ${value?.type ?? 'missing'}`);
  const { type, dims, data } = value;
  if (dims[0] !== rows)
    throw new Error(`output ${name} has the shape [${dims.join(', ')}], not one row for each of ${rows} items`);
  return { type: type as ElementTypeName, shape: dims, elements: data as Elements };
}
