import type { IsStillWanted, OutboundRecord, Publisher } from '@harmonybatch/ports';

/** @returns false where this replica does not lead any more: nothing was written, or another replica plans by now */
export async function publishAsLeader(
  publisher: Publisher,
  record: OutboundRecord,
  isLeader: IsStillWanted,
): Promise<boolean> {
  if (!isLeader()) return false;
  await publisher.publish([record], isLeader);
  return isLeader();
}
