/** Asks whoever wants a plan whether the search may go on; once it may not, it never may again. */
export class SearchLimit {
  private reached = false;

  /** @param shouldStop whether the best plan so far has to do; asked often. Absent: the search runs to its end. */
  constructor(private readonly shouldStop: () => boolean = () => false) {}

  /** Asks. */
  get isReached(): boolean {
    this.reached ||= this.shouldStop();
    return this.reached;
  }

  /** Whether a search was cut short. */
  get wasReached(): boolean {
    return this.reached;
  }
}
