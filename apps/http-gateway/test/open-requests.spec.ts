import { OpenRequests } from '../src/protocol/open-requests';

it('takes no more than it may hold, and one for each that ends', () => {
  const open = new OpenRequests(2);
  const release = open.take();
  open.take();
  expect(() => open.take()).toThrow(expect.objectContaining({ status: 429 }));
  release();
  release();
  expect(open.count).toBe(1);
  open.take();
  expect(() => open.take()).toThrow(expect.objectContaining({ status: 429 }));
});

it('takes none once it is stopped, and says when the last one ended', async () => {
  const open = new OpenRequests(5);
  const releases = [open.take(), open.take()];
  let isIdle = false;
  const stopped = open.stop().then(() => (isIdle = true));
  expect(() => open.take()).toThrow(expect.objectContaining({ status: 503 }));
  releases[0]!();
  await Promise.resolve();
  expect(isIdle).toBe(false);
  releases[1]!();
  await stopped;
  await open.stop();
});
