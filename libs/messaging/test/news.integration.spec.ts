import type { InboundRecord } from '@harmonybatch/ports';
import { OnLatest } from '../src';
import { Deployment, stream, texts, Watched } from './harness';

/** As many records, each under a key of its own. */
const records = 4;
const numbered = (name: string): string[] => Array.from({ length: records }, (_, index) => `${name}${index}`);

/** A replica that is told the news. */
function reader() {
  const seen = new Watched<string[]>([]);
  class Reader {
    @OnLatest(stream)
    onNews(records: InboundRecord[]): void {
      seen.value.push(...texts(records));
      seen.changed();
    }
  }
  return { seen, Reader };
}

it('tells every replica all that is written while it runs, and nothing from before', async () => {
  const deployment = new Deployment();
  await deployment.open();
  try {
    await deployment.publish(stream, numbered('before'));
    const replicas = [reader(), reader()];
    for (const { Reader } of replicas) await deployment.serve(Reader);
    // A reader has found its place in a partition once it was told of a record there.
    const isThere = (all: readonly string[]): boolean =>
      numbered('-').every((end) => all.some((text) => text.endsWith(end)));
    for (let turn = 0; !replicas.every(({ seen }) => isThere(seen.value)); turn += 1)
      await deployment.publish(stream, numbered(`turn${turn}-`), String);
    await deployment.publish(stream, numbered('news'), String);
    for (const { seen } of replicas) {
      await seen.until((all) => numbered('news').every((text) => all.includes(text)));
      expect(seen.value.filter((text) => text.startsWith('before'))).toEqual([]);
    }
  } finally {
    await deployment.close();
  }
});
