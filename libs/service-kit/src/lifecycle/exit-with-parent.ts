/**
 * Ends the service when its standard input closes: a parent that starts it with a pipe there takes it along, even when
 * the parent is killed.
 */
export function exitWithParent(stdin: NodeJS.ReadStream, end: () => void): void {
  stdin.on('end', end);
  stdin.on('error', end);
  stdin.resume();
}
