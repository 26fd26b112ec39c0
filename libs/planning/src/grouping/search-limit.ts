/** Asks whoever wants a plan whether the search may go on; once it may not, it never may again. */
export class SearchLimit {
  private over = false;

  /** @param stopNow whether the best plan so far has to do; asked often. Absent: the search runs to its end. */
  constructor(private readonly stopNow: () => boolean = () => false) {}

  /** Asks. */
  get isReached(): boolean {
    this.over ||= this.stopNow();
    return this.over;
  }

  /** Whether a search was cut short. */
  get wasReached(): boolean {
    return this.over;
  }
}
