/** Ends what start-backends.cjs started; what the environment named is left alone. */
const { rmSync } = require('node:fs');

module.exports = async function stopBackends() {
  const started = globalThis.harmonybatchTestBackends;
  if (!started) return;
  globalThis.harmonybatchTestBackends = undefined;
  await Promise.all(started.backends.map((backend) => backend.kill()));
  rmSync(started.folder, { recursive: true, force: true });
};
