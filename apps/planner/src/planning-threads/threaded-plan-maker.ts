import { PlanMaker, type MadePlans, type PlanningTask } from '@harmonybatch/pipeline';
import type { StageEvents } from '@harmonybatch/ports';
import { NoAnswerError } from '@harmonybatch/service-kit';
import type { PlanningThreadPool } from './planning-thread-pool';

/** What is planned with where the strategy of choice gives no answer in time: it looks at each group once. */
const quickStrategy = 'harmony';
/** A thread is ended where it takes this many times its limit: it should have stopped on its own. */
const timeoutFactor = 2;

/**
 * Makes plans in threads and within a time limit: by then the best plan found so far is taken, which its notes say. Where
 * there is none, another, quicker strategy has to do, which strategy and notes of the plan say.
 */
export class ThreadedPlanMaker extends PlanMaker {
  constructor(
    private readonly threads: PlanningThreadPool,
    private readonly limitMs: number,
    private readonly events: StageEvents,
  ) {
    super();
  }

  override async make(task: PlanningTask): Promise<MadePlans> {
    try {
      return await this.makeInThread(task);
    } catch (error) {
      if (!(error instanceof NoAnswerError) || task.config.strategy === quickStrategy) throw error;
      this.events.error('planning timed out; falling back to a faster strategy', error, {
        model: task.model.name,
        appCount: task.apps.length,
        strategy: task.config.strategy,
        instead: quickStrategy,
      });
      return withNote(await this.makeInThread(withQuickStrategy(task)), noteOf(task, error));
    }
  }

  private makeInThread(task: PlanningTask): Promise<MadePlans> {
    return this.threads.make({ task, limitMs: this.limitMs }, timeoutFactor * this.limitMs);
  }
}

/** The plan in force is not repriced then: a quick plan replaces it only where it has to. */
const withQuickStrategy = (task: PlanningTask): PlanningTask => ({
  ...task,
  config: { ...task.config, strategy: quickStrategy },
});

const noteOf = ({ apps, config }: PlanningTask, { message }: Error): string =>
  `Strategy "${config.strategy}" found no plan for ${apps.length} apps (${message}); this plan was made by "${quickStrategy}".`;

const withNote = ({ draft, repriced }: MadePlans, note: string): MadePlans => ({
  draft: { ...draft, notes: [...(draft.notes ?? []), note] },
  repriced,
});
