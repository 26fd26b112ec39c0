/** Partitions of each topic, by the topics' names on the cluster. */
export type Partitions = Readonly<Record<string, readonly number[]>>;

/** A member of a group, as it describes itself when it joins. */
export interface DividedMember {
  readonly id: string;
  readonly topics: readonly string[];
  /** What it reads now, and goes on reading until it is told otherwise. */
  readonly owned: Partitions;
  /** The division by which it came to own that: where two claim a partition, the later one counts. */
  readonly generation: number;
  /** Gets nothing: what it owns goes to those that stay, and stays its own where there are none. */
  readonly leaves?: boolean;
}

export interface Division {
  /** What each member reads from now on, by its id. */
  readonly byMember: ReadonlyMap<string, Partitions>;
  /** Partitions are left with nobody: their owners have to stop first, and the group is to divide again then. */
  readonly unfinished: boolean;
}

/**
 * Divides partitions among the members of a group, each topic by itself, so that no member has two more of a topic than
 * another. As few as possible move, and none is given to a member while another still reads it: what an owner has too much of is taken
 * from it now, and given away by the next division, in which nobody claims it (KIP-429).
 * @param partitions all that there are, by topic
 */
export function divide(members: readonly DividedMember[], partitions: Partitions): Division {
  const shares = new Map<string, Record<string, number[]>>(members.map(({ id }) => [id, {}]));
  let unfinished = false;
  for (const [topic, all] of Object.entries(partitions)) {
    const readers = members.filter(({ topics }) => topics.includes(topic));
    if (readers.length === 0) continue;
    const { owned, claimed } = ownersOf(topic, all, readers);
    const isTaken = readers.some(({ leaves }) => leaves !== true);
    if (isTaken) for (const { id, leaves } of readers) if (leaves === true) owned.delete(id);
    const quotas = quotasOf(owned, all.length);
    const unclaimed = all.filter((partition) => !claimed.has(partition));
    let keptCount = 0;
    for (const [id, quota] of quotas) {
      const kept = owned.get(id)!.slice(0, quota);
      keptCount += kept.length;
      shares.get(id)![topic] = [...kept, ...unclaimed.splice(0, quota - kept.length)].sort((one, two) => one - two);
    }
    if (keptCount < claimed.size) unfinished = true;
  }
  return { byMember: shares, unfinished };
}

interface Owners {
  /** What each member keeps at most, by its id. */
  readonly owned: Map<string, readonly number[]>;
  /** What somebody reads now, rightly or not. */
  readonly claimed: ReadonlySet<number>;
}

/** Two that claim a partition by the same division are wrong both: it goes to neither, and by the next division to anybody. */
function ownersOf(topic: string, all: readonly number[], readers: readonly DividedMember[]): Owners {
  const claims = new Map(all.map((partition) => [partition, [] as DividedMember[]]));
  for (const reader of readers)
    for (const partition of new Set(reader.owned[topic])) claims.get(partition)?.push(reader);
  const owned = new Map(readers.map(({ id }) => [id, [] as number[]]));
  const claimed = new Set<number>();
  for (const [partition, claimants] of claims) {
    if (claimants.length === 0) continue;
    claimed.add(partition);
    const newest = Math.max(...claimants.map(({ generation }) => generation));
    const [owner, ...others] = claimants.filter(({ generation }) => generation === newest);
    if (owner !== undefined && others.length === 0) owned.get(owner.id)!.push(partition);
  }
  return { owned, claimed };
}

/** How many partitions each member gets, by its id: those that own most get the one more that cannot be divided. */
function quotasOf(owned: Owners['owned'], count: number): Map<string, number> {
  const least = Math.floor(count / owned.size);
  const withOneMore = count % owned.size;
  const ids = [...owned.keys()].sort(
    (one, two) => owned.get(two)!.length - owned.get(one)!.length || (one < two ? -1 : 1),
  );
  return new Map(ids.map((id, index) => [id, index < withOneMore ? least + 1 : least]));
}
