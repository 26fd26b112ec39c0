import type { Kafka, Message } from 'kafkajs';

/** Most records and bytes of one send. */
const maxSendRecords = 2_000;
const maxSendBytes = 4 * 1024 * 1024;

/** Writes records to a topic as fast as Kafka takes them. */
export async function fillTopic(kafka: Kafka, topic: string, records: Iterable<Message>): Promise<void> {
  const producer = kafka.producer();
  await producer.connect();
  try {
    for (const messages of sendsOf(records)) await producer.send({ topic, messages });
  } finally {
    await producer.disconnect();
  }
}

function* sendsOf(records: Iterable<Message>): Generator<Message[]> {
  let send: Message[] = [];
  let bytes = 0;
  for (const record of records) {
    send.push(record);
    bytes += record.value?.length ?? 0;
    if (send.length < maxSendRecords && bytes < maxSendBytes) continue;
    yield send;
    send = [];
    bytes = 0;
  }
  if (send.length > 0) yield send;
}
