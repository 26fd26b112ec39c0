import { Intake } from '@harmonybatch/ports';
import type { GroupMember, MemoryGroup } from '@harmonybatch/memory';

/** Slows down what one member of a group gets. */
export class GroupIntake extends Intake {
  private member: GroupMember | null = null;

  constructor(private readonly group: MemoryGroup) {
    super();
  }

  /** Whose intake it is; to be told before any work begins. */
  belongsTo(member: GroupMember): void {
    this.member = member;
  }

  override pause(): void {
    if (this.member !== null) this.group.pause(this.member);
  }

  override resume(): void {
    if (this.member !== null) this.group.resume(this.member);
  }
}
