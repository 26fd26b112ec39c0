/** Loaded before a service: the clock of its machine is ahead by what a file says, ms, and may be set while it runs. */
const { readFileSync } = require('node:fs');

const lookEveryMs = 250;
const now = Date.now;
let aheadMs = 0;

function look() {
  try {
    aheadMs = Number(readFileSync(process.env.CHAOS_CLOCK_FILE ?? '', 'utf8'));
  } catch {
    aheadMs = 0; // nobody has set it
  }
}

look();
setInterval(look, lookEveryMs).unref();
Date.now = () => now() + aheadMs;
