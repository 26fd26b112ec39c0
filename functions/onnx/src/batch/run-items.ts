import type { ModelManifest } from '../model/manifest';
import type { OnnxModel } from '../model/onnx-model';
import { ItemFault } from '../tensor/item-fault';
import { nestedLists } from '../tensor/json-of-tensor';
import { largest } from '../tensor/largest';
import { isFinite, rowOf, stack, type NamedTensors } from '../tensor/tensor';
import { itemTensors } from './item-inputs';
import type { InvocationItem } from './invocation';

/** The entry of one item in the answer of a batch. */
export type ItemAnswer =
  | { readonly id: string; readonly outputs: Readonly<Record<string, unknown>> }
  | {
      readonly id: string;
      readonly error: { readonly code: string; readonly message: string; readonly retryable: boolean };
    };

/** An item whose tensors could be read. */
interface ReadyItem {
  readonly at: number;
  readonly tensors: NamedTensors;
}

/**
 * One entry an item, in their order. Items of equal shape are one tensor and one run; what is wrong with an item is in its
 * entry alone. Where a run fails, its halves are run, until the item that makes it fail is alone.
 */
export async function runItems(model: OnnxModel, items: readonly InvocationItem[]): Promise<ItemAnswer[]> {
  const answers: ItemAnswer[] = [];
  const ready: ReadyItem[] = [];
  items.forEach((item, at) => {
    try {
      ready.push({ at, tensors: itemTensors(item, model.manifest.inputs) });
    } catch (error) {
      answers[at] = refusal(item.id, error);
    }
  });
  for (const group of byShape(ready)) {
    const results = await runGroup(model, group);
    results.forEach((result, nth) => {
      const at = group[nth]?.at ?? 0;
      answers[at] = entryOf(items[at]?.id ?? '', result, model.manifest);
    });
  }
  return answers;
}

function byShape(items: readonly ReadyItem[]): ReadyItem[][] {
  const groups = new Map<string, ReadyItem[]>();
  for (const item of items) {
    const shapes = [...item.tensors.values()].map(({ shape }) => shape.join('x')).join(' ');
    groups.set(shapes, [...(groups.get(shapes) ?? []), item]);
  }
  return [...groups.values()];
}

async function runGroup(model: OnnxModel, group: readonly ReadyItem[]): Promise<(NamedTensors | Error)[]> {
  try {
    const outputs = await model.run(stacked(group));
    return group.map((_, row) => new Map([...outputs].map(([name, tensor]) => [name, rowOf(tensor, row)])));
  } catch (error) {
    if (group.length === 1) return [new ItemFault('inference_failed', (error as Error).message)];
    const middle = group.length >> 1;
    return [...(await runGroup(model, group.slice(0, middle))), ...(await runGroup(model, group.slice(middle)))];
  }
}

/** All inputs as batches; by the names of the first item, as every item has the same ones. */
function stacked(group: readonly ReadyItem[]): NamedTensors {
  const names = [...(group[0]?.tensors.keys() ?? [])];
  return new Map(names.map((name) => [name, stack(group.flatMap(({ tensors }) => tensors.get(name) ?? []))]));
}

function entryOf(id: string, result: NamedTensors | Error, { largestOf = [] }: ModelManifest): ItemAnswer {
  if (result instanceof Error) return refusal(id, result);
  const infinite = [...result].find(([, tensor]) => !isFinite(tensor))?.[0];
  if (infinite !== undefined)
    return refusal(id, new ItemFault('not_finite', `output ${infinite} is NaN or infinite for these inputs`));
  const outputs = [...result].map(([name, tensor]): [string, unknown] => [
    name,
    largestOf.includes(name) ? largest(tensor) : nestedLists(tensor),
  ]);
  return { id, outputs: Object.fromEntries(outputs) };
}

function refusal(id: string, error: unknown): ItemAnswer {
  if (!(error instanceof ItemFault)) throw error;
  return { id, error: { code: error.code, message: error.message, retryable: false } };
}
