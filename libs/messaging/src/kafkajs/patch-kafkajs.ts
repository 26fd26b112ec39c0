import { boundHeaders } from './bounded-headers';
import { addCompressionCodecs } from './compression-codecs';
import { rebalanceCooperatively } from './cooperative-rebalance';
import { tellCoordinatorRefusals } from './coordinator-refusals';
import { quietIdleRequestQueues } from './idle-request-queue';
import { readLargeBatches } from './large-batches';
import { rememberLeaders } from './partition-leaders';
import { fetchQuickly } from './quick-fetches';
import { sendQuickly } from './quick-sends';
import { rejoinRecreatedTopics } from './recreated-topics';
import { keepMemberIds } from './stable-member-ids';
import { steadyHeartbeats } from './steady-heartbeats';
import { refuseOtherVersions } from './supported-version';
import { readTopicMetadata } from './topic-metadata';

let patched = false;

/**
 * Changes what kafkajs 2.2.4 does that one hostile record, one lost broker or one member more could stop reading with, or
 * that costs too much. Idempotent.
 * @throws Error where another version is installed
 */
export function patchKafkajs(): void {
  if (patched) return;
  refuseOtherVersions();
  patched = true;
  quietIdleRequestQueues();
  boundHeaders();
  readLargeBatches();
  addCompressionCodecs();
  tellCoordinatorRefusals();
  rebalanceCooperatively(); // before what looks on while it joins and leaves
  keepMemberIds();
  steadyHeartbeats();
  readTopicMetadata();
  rememberLeaders(); // before what compares more of a topic than its partitions
  rejoinRecreatedTopics();
  sendQuickly();
  fetchQuickly(); // after what changes how records are read
}
