import type { DockerEngine } from '../engine/docker-engine';
import { image } from './image-step';

/** The part of a CycloneDX document that says what there is. */
export interface BillOfMaterials {
  readonly bomFormat: string;
  readonly components: readonly { readonly group?: string; readonly name: string; readonly version: string }[];
}

const pathLabel = 'harmonybatch.sbom';
/** Prints `name@version` of every package in the image, as its own manifest says; a link leads to a workspace. */
const listPackages = `
const { globSync, readFileSync } = require('node:fs');
const installed = ['*', '@*/*'].map((name) => '/app/**/node_modules/' + name + '/package.json');
for (const file of globSync(['/app/{apps,libs}/*/package.json', ...installed])) {
  const { name, version } = JSON.parse(readFileSync(file, 'utf8'));
  console.log(name + '@' + version);
}`;

const run = (engine: DockerEngine, ...command: readonly string[]): Promise<string> =>
  engine.docker('run', '--rm', '--read-only', '--network', 'none', image, ...command);

const namesIn = ({ components }: BillOfMaterials): string[] =>
  components.map(({ group, name, version }) => `${group ? `${group}/` : ''}${name}@${version}`);

/**
 * @param installed `name@version` of what there is
 * @returns how many packages there are
 * @throws Error naming what only one of the two has
 */
export function compareBill(bill: BillOfMaterials, installed: readonly string[]): number {
  const [listed, there] = [new Set(namesIn(bill)), new Set(installed)];
  const unlisted = [...there].filter((one) => !listed.has(one));
  const absent = [...listed].filter((one) => !there.has(one));
  if (bill.bomFormat !== 'CycloneDX' || there.size === 0 || unlisted.length + absent.length > 0)
    throw new Error(
      `${there.size} packages, format ${bill.bomFormat}; not listed: ${unlisted.join()}; listed and not there: ${absent.join()}`,
    );
  return there.size;
}

/** Checks that the image's bill of materials, where its label says it is, names what the image has of npm, and no more. */
export async function checkBill(engine: DockerEngine): Promise<string> {
  const path = await engine.docker('image', 'inspect', '--format', `{{index .Config.Labels "${pathLabel}"}}`, image);
  const bill = JSON.parse(await run(engine, 'cat', path)) as BillOfMaterials;
  const installed = (await run(engine, 'node', '-e', listPackages)).split('\n');
  return `${path} names all ${compareBill(bill, installed)} packages`;
}
