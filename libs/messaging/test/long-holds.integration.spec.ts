import { HeldRecordRequeuer, type InboundRecord, type StageEvents } from '@harmonybatch/ports';
import { OnRecords } from '../src';
import { Deployment, stream, texts, Watched } from './harness';

const repeatable = { ...stream, repeatable: true } as const;
const events = { count: () => undefined, warn: () => undefined } as unknown as StageEvents;

it('a record that is held long is written again in its partition, and what came after it is committed', async () => {
  const deployment = new Deployment();
  await deployment.open();
  const read = new Watched<InboundRecord[]>([]);
  class Patient {
    @OnRecords(repeatable)
    onRecords(records: InboundRecord[]): void {
      for (const record of records) if (String(record.value) !== 'patient') record.release();
      read.value.push(...records);
      read.changed();
    }
  }
  try {
    const limits = { minHeldMs: 500, minHeldBack: 50, heldBackEach: 1 };
    const requeuer = new HeldRecordRequeuer({ publisher: deployment.publisher, events }, limits);
    const server = await deployment.serve(Patient, { requeuer });
    const values = ['patient', ...Array.from({ length: 100 }, (_, index) => `quick ${index}`)];
    await deployment.publish(stream, values, () => 'same partition');
    await read.until((records) => texts(records).filter((text) => text === 'patient').length === 2);
    const [first, again] = read.value.filter(({ value }) => String(value) === 'patient');
    expect(again).toMatchObject({ partition: first!.partition, offset: 101, key: 'same partition' });
    while ((await deployment.committed()).get(first!.partition) !== 101);

    await deployment.stop(server);
    read.value.splice(0);
    await deployment.serve(Patient);
    await read.until((records) => records.length === 1);
    expect(texts(read.value)).toEqual(['patient']);
  } finally {
    await deployment.close();
  }
});
