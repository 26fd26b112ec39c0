import { join } from 'node:path';
import { SeededRandomness } from '@harmonybatch/traffic';
import { root } from '../system/harmonybatch';
import { startNode, whenSaid } from '../system/node-process';

const folder = join(root, 'functions', 'onnx');

/** The file that registers a model of functions/onnx. */
export const modelFile = (model: string): string => join(folder, 'samples', `${model}.yaml`);
export const appFiles = ['apps', 'conv-net-apps'].map(modelFile);
/** The file that says which process stands for its image. */
export const imageCommandsFile = join(folder, 'samples', 'images.yaml');

/** As many numbers as an item has, each as its network takes it. */
const networks: Readonly<Record<string, { readonly length: number; number(random: SeededRandomness): number }>> = {
  'conv-net': { length: 3 * 32 * 32, number: (random) => Math.round(random.uniform() * 1000) / 1000 },
  transformer: { length: 64, number: (random) => Math.floor(random.uniform() * 512) },
};

export const models = Object.keys(networks);

/** Different items of a model, the same ones each time. Throws where there is no such model. */
export function itemsOf(model: string, count: number): number[][] {
  const network = networks[model];
  if (network === undefined) throw new Error(`no items for ${model}; there are those of ${models.join(', ')}`);
  const random = SeededRandomness.stream(1, `items/${model}`);
  return Array.from({ length: count }, () => Array.from({ length: network.length }, () => network.number(random)));
}

interface Answer {
  readonly items: readonly { readonly outputs?: unknown; readonly error?: unknown }[];
}

/** What the function answers to each item alone, as JSON: no batch, no platform, no HarmonyBatch. */
export async function answersAlone(model: string, items: readonly unknown[], logFolder: string): Promise<string[]> {
  const called = await startNode({
    name: `${model} alone`,
    script: join(folder, 'bin', 'onnx-function.cjs'),
    env: { PORT: '0', HARMONYBATCH_FUNCTION_VCPU: '1', HARMONYBATCH_MODEL: model },
    logFile: join(logFolder, `${model}-alone.log`),
    ready: whenSaid(/"url":"(http:[^"]+)"/),
  });
  try {
    const answers: string[] = [];
    for (const inputs of items) answers.push(await answerAlone(`${called.output}/invoke`, inputs));
    return answers;
  } finally {
    await called.stop();
  }
}

async function answerAlone(url: string, inputs: unknown): Promise<string> {
  const response = await fetch(url, { method: 'POST', body: JSON.stringify({ items: [{ id: 'only', inputs }] }) });
  const { items } = (await response.json()) as Answer;
  const [answer] = items;
  if (answer?.outputs === undefined) throw new Error(`no answer to an item alone: ${JSON.stringify(answer?.error)}`);
  return JSON.stringify(answer.outputs);
}
