/** The keys of one model, in the order that every script takes them; all in one hash slot. */
export class ModelKeys {
  readonly shared: readonly string[];
  private readonly base: string;

  constructor(prefix: string, model: string) {
    this.base = `${prefix}{${model}}:`;
    const names = ['meta', 'fate:new', 'fate:old', 'request', 'place', 'due', 'group', 'lease', 'batch'];
    this.shared = names.map((name) => this.base + name);
  }

  waiting(groupId: string): string {
    return `${this.base}waiting:${groupId}`;
  }
}
