import { readFileSync } from 'node:fs';
import { isRunning, parentOf, startTimeOf } from '@harmonybatch/local-backends';

const pollMs = 250;
const shells = ['sh', 'bash', 'dash', 'ash', 'zsh', 'busybox'];
/** The first process of the machine, or of a container, takes over whose parent has ended. */
const first = 1;
const packageManager = /^(npm|pnpm|yarn|bun|node|MainThread)/;

interface Ancestor {
  readonly pid: number;
  readonly startTime: string;
}

const ancestor = (pid: number): Ancestor => ({ pid, startTime: startTimeOf(pid) });

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8').trim();
  } catch {
    return '';
  }
}

/** The parent and, where a package manager runs us through a shell, that package manager: whoever kills `npm start` means us. */
function ancestors(env: NodeJS.ProcessEnv): Ancestor[] {
  const parent = process.ppid;
  const throughShell = env['npm_lifecycle_event'] !== undefined && shells.includes(commandOf(parent));
  const runner = throughShell ? parentOf(parent) : undefined;
  return [parent, ...(runner === undefined ? [] : [runner])].map(ancestor);
}

/** Whether the package manager that runs us had ended before we could look. */
const isOrphan = (env: NodeJS.ProcessEnv, watched: readonly Ancestor[]): boolean =>
  env['npm_lifecycle_event'] !== undefined &&
  watched.some(({ pid }) => pid === first) &&
  !packageManager.test(commandOf(first));

/** Tells when a process that this one was started by has ended, by whatever signal. */
export class ParentWatch {
  private readonly watched: readonly Ancestor[];

  constructor(
    private readonly env: NodeJS.ProcessEnv,
    private readonly gone: () => void,
  ) {
    this.watched = ancestors(env);
  }

  start(): void {
    const timer = setInterval(() => {
      if (!this.hasEnded()) return;
      clearInterval(timer);
      this.gone();
    }, pollMs);
    timer.unref();
  }

  /** Who was started by the first process itself, or given to it on purpose, is nobody's child. */
  private hasEnded(): boolean {
    if (isOrphan(this.env, this.watched)) return true;
    return this.watched.some(({ pid, startTime }) => pid !== first && !isRunning(pid, startTime));
  }
}
