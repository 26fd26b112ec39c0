/**
 * Ends the processes of a parent that is gone. The parent holds the write end of this process's stdin and sends lines:
 * `watch PID START` and `forget PID`. When the pipe closes (the parent ended, by whatever signal), every process still
 * watched is killed. START is the kernel's start time of the process, so that a reused id is left alone.
 */
const { readFileSync } = require('node:fs');
const { createInterface } = require('node:readline');

const watched = new Map();

/** Field 22 of /proc/PID/stat; empty where there is no such process, or no /proc. */
function startTimeOf(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return '';
  }
}

function killWatched() {
  for (const [pid, start] of watched) {
    if (start !== '' && startTimeOf(pid) !== start) continue;
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It has ended by itself.
    }
  }
}

// A signal for the whole terminal group is the parent's business; this one ends when the pipe does.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => {});

const lines = createInterface({ input: process.stdin });
lines.on('line', (line) => {
  const [order, pid, start = ''] = line.split(' ');
  if (order === 'watch') watched.set(Number(pid), start);
  if (order === 'forget') watched.delete(Number(pid));
});
lines.on('close', () => {
  killWatched();
  process.exit(0);
});
