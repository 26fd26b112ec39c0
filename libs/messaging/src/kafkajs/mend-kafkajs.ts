import { boundHeaders } from './bounded-headers';
import { calmRequestQueues } from './calm-request-queue';
import { readAllCodecs } from './compression-codecs';
import { keepMembers } from './lasting-members';
import { readManyRecords } from './many-records';
import { steadyHeartbeats } from './steady-heartbeats';
import { readTopicIds } from './topic-ids';
import { heedTopicsMadeAnew } from './topics-made-anew';

/** Mends what kafkajs 2.2.4 does that one hostile record or one lost broker could stop reading with, or that costs too much. Idempotent. */
export function mendKafkajs(): void {
  calmRequestQueues();
  boundHeaders();
  readManyRecords();
  readAllCodecs();
  keepMembers();
  steadyHeartbeats();
  readTopicIds();
  heedTopicsMadeAnew();
}
