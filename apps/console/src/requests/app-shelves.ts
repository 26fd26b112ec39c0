/** Something that is of an app. */
interface OfApp {
  readonly outcome: { readonly app: string };
}

/** Requests by app, each app's oldest first; which app has most of them is known without a search. */
export class AppShelves<T extends OfApp> {
  private readonly byApp = new Map<string, Set<T>>();
  /** Apps by how many requests they have: at each place those that have so many. */
  private readonly bySize: (Set<string> | undefined)[] = [];

  add(request: T): void {
    const { app } = request.outcome;
    let shelf = this.byApp.get(app);
    if (shelf === undefined) this.byApp.set(app, (shelf = new Set()));
    const before = shelf.size;
    shelf.add(request);
    this.move(app, before, shelf.size);
  }

  delete(request: T): void {
    const { app } = request.outcome;
    const shelf = this.byApp.get(app);
    if (shelf?.delete(request) !== true) return;
    if (shelf.size === 0) this.byApp.delete(app);
    this.move(app, shelf.size + 1, shelf.size);
  }

  /** The oldest request of an app of which most are kept; undefined where none is. */
  oldestOfLargest(): T | undefined {
    const [app] = this.bySize.at(-1) ?? [];
    const [oldest] = (app === undefined ? undefined : this.byApp.get(app)) ?? [];
    return oldest;
  }

  private move(app: string, from: number, to: number): void {
    const left = this.bySize[from];
    left?.delete(app);
    if (left?.size === 0) this.bySize[from] = undefined;
    if (to > 0) (this.bySize[to] ??= new Set()).add(app);
    while (this.bySize.length > 0 && this.bySize.at(-1) === undefined) this.bySize.pop();
  }
}
