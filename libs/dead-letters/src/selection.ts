import type { DeadLetter } from './dead-letter';
import type { Place } from './place';

/** Which dead letters are meant; what is absent does not matter. */
export interface Selection {
  readonly code?: string;
  /** Dead letters since this time, epoch ms. */
  readonly sinceMs?: number;
}

export const isSelected = ({ code, atMs }: DeadLetter, selection: Selection): boolean =>
  (selection.code === undefined || selection.code === code) &&
  (selection.sinceMs === undefined || atMs >= selection.sinceMs);

/** A letter, or what is kept of one. */
interface Dated {
  readonly place: Place;
  /** Epoch ms. */
  readonly atMs: number;
}

/** Keeps the newest of the letters that it is given, at most `max`. */
export class NewestLetters<Letter extends Dated = DeadLetter> {
  private letters: Letter[] = [];
  /** Letters that it was given. */
  seen = 0;

  constructor(private readonly max: number) {}

  add(letter: Letter): void {
    this.seen += 1;
    this.letters.push(letter);
    if (this.letters.length >= 2 * this.max) this.letters = this.newestFirst();
  }

  newestFirst(): Letter[] {
    return this.letters
      .sort((one, other) => other.atMs - one.atMs || other.place.offset - one.place.offset)
      .slice(0, this.max);
  }
}

/** Keeps the first letters that it is given, as many and as large as may be sent in one run. */
export class OldestLetters {
  readonly letters: DeadLetter[] = [];
  /** Letters that it was given and did not keep. */
  left = 0;
  private bytes = 0;

  constructor(
    private readonly max: number,
    private readonly maxBytes: number,
  ) {}

  add(letter: DeadLetter): void {
    const bytes = bytesOf(letter);
    const fits = this.letters.length < this.max && (this.letters.length === 0 || this.bytes + bytes <= this.maxBytes);
    if (!fits || this.left > 0) {
      this.left += 1;
      return;
    }
    this.bytes += bytes;
    this.letters.push(letter);
  }
}

/** Key, value and headers of the original, bytes. */
export function bytesOf({ key, value, headers }: DeadLetter): number {
  const inHeaders = Object.entries(headers).flatMap(([name, values]) => values.map((one) => name.length + one.length));
  return (key?.length ?? 0) + (value?.length ?? 0) + inHeaders.reduce((sum, bytes) => sum + bytes, 0);
}
