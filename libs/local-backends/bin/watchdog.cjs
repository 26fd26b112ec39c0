/**
 * Clears up after a parent that is gone. The parent holds the write end of this process's stdin and sends one JSON order
 * a line: `{"watch": PID, "start": START}`, `{"forget": PID}`, `{"own": FILE, "text": TEXT}`, `{"disown": FILE}`. When the
 * pipe closes (the parent ended, by whatever signal), every process still watched is killed, with all of the process group
 * that it leads; then every file still owned is removed, where it still holds TEXT. START is the kernel's start time of the process, so that a reused id is
 * left alone.
 */
const { readFileSync, rmSync } = require('node:fs');
const { createInterface } = require('node:readline');
const { setTimeout: sleep } = require('node:timers/promises');

const endedPollMs = 20;
const longestWaitMs = 3000;

const watched = new Map();
const owned = new Map();

/** Field 22 of /proc/PID/stat; empty where no such process runs (a zombie does not), or there is no /proc. */
function startTimeOf(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? '' : fields[19];
  } catch {
    return '';
  }
}

function kill(pid) {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself, or leads no group.
  }
}

function killWatched() {
  for (const [pid, start] of watched) {
    if (start !== '' && startTimeOf(pid) !== start) continue;
    kill(-pid);
    kill(pid);
  }
}

const allGone = () => [...watched].every(([pid, start]) => start === '' || startTimeOf(pid) !== start);

async function untilAllGone() {
  for (let waitedMs = 0; waitedMs < longestWaitMs && !allGone(); waitedMs += endedPollMs) {
    await sleep(endedPollMs);
  }
}

/** A file that another process has written anew is not ours any more. */
function removeOwned() {
  for (const [file, text] of owned) {
    try {
      if (readFileSync(file, 'utf8') === text) rmSync(file, { force: true });
    } catch {
      // It is gone already.
    }
  }
}

// A signal for the whole terminal group is the parent's business; this one ends when the pipe does.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => {});

const lines = createInterface({ input: process.stdin });
lines.on('line', (line) => {
  const order = JSON.parse(line);
  if (order.watch) watched.set(order.watch, order.start);
  if (order.forget) watched.delete(order.forget);
  if (order.own) owned.set(order.own, order.text);
  if (order.disown) owned.delete(order.disown);
});
lines.on('close', async () => {
  killWatched();
  await untilAllGone();
  removeOwned();
  process.exit(0);
});
