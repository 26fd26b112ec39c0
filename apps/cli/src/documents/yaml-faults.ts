import { isAlias, isCollection, isNode, isPair, type Document, type YAMLMap, type YAMLSeq } from 'yaml';
import type { Problem } from '../refusal';

/** Values that references may add beyond those that are written: a few large ones, or as many as the file's own size allows. */
const freeValues = 2_000;
const valuesPerWritten = 50;

/** What is wrong with one parsed document of YAML, though its syntax may be right. */
export function faultsOf(document: Document): Problem[] {
  const faults = [...document.errors, ...document.warnings].map((fault) => ({
    field: fault.linePos ? `line ${fault.linePos[0].line}, column ${fault.linePos[0].col}` : '',
    message: meaning((fault.message.split('\n')[0] ?? '').replace(/ at line \d+, column \d+:?$/, '')),
  }));
  return faults.length > 0 ? faults : referenceFaults(document);
}

/** A tag that is not known would be dropped, and its value taken as if it stood alone. */
const meaning = (message: string): string => {
  const tag = /^Unresolved tag: (.*)$/.exec(message)?.[1];
  return tag === undefined ? message : `the tag ${tag} is not known here; leave it out`;
};

function referenceFaults({ contents }: Document): Problem[] {
  const written = new Unfolding(false).sizeOf(contents);
  const unfolding = new Unfolding(true);
  const unfolded = unfolding.sizeOf(contents);
  if (unfolding.endless !== undefined) {
    return [{ field: '', message: `the anchor &${unfolding.endless} refers to itself` }];
  }
  const most = freeValues + valuesPerWritten * written;
  return unfolded <= most ? [] : [{ field: '', message: `its references unfold to more than ${most} values` }];
}

/** Counts the values of a document, in its order, with what its references stand for or without. */
class Unfolding {
  private readonly anchors = new Map<string, unknown>();
  private readonly sizes = new Map<unknown, number>();
  private readonly open = new Set<unknown>();
  /** An anchor within which it is referred to. */
  endless: string | undefined;

  constructor(private readonly follows: boolean) {}

  sizeOf(node: unknown): number {
    if (isPair(node)) return this.sizeOf(node.key) + this.sizeOf(node.value);
    if (isAlias(node)) return this.follows ? this.targetSize(node.source) : 1;
    if (isNode(node) && 'anchor' in node && typeof node.anchor === 'string') this.anchors.set(node.anchor, node);
    return isCollection(node) ? this.collectionSize(node) : 1;
  }

  private collectionSize(node: YAMLMap | YAMLSeq): number {
    const known = this.sizes.get(node);
    if (known !== undefined) return known;
    this.open.add(node);
    const size = node.items.reduce<number>((sum, item) => sum + this.sizeOf(item), 1);
    this.open.delete(node);
    this.sizes.set(node, size);
    return size;
  }

  private targetSize(anchor: string): number {
    const target = this.anchors.get(anchor);
    if (!this.open.has(target)) return isCollection(target) ? this.collectionSize(target) : 1;
    this.endless = anchor;
    return 1;
  }
}
