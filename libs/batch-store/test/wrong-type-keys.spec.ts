import { ReplyError } from 'ioredis';
import { WrongTypeKeys } from '../src/wrong-type-keys';
import type { ScriptCall } from '../src/script-calls';

const callOf = (script: ScriptCall['script'], ...keys: string[]): ScriptCall => ({ script, keys, args: [] });
const wrongType = new (ReplyError as new (message: string) => Error)(
  'ERR WRONGTYPE p:{m}:place is a string and has to be a hash script: 1f, on @user_script:23.',
);

describe('keys that somebody else wrote to', () => {
  let nowMs: number;
  let keys: WrongTypeKeys;
  beforeEach(() => {
    nowMs = 0;
    keys = new WrongTypeKeys(() => nowMs);
    keys.collect([callOf('push', 'p:{m}:meta', 'p:{m}:place')], [wrongType]);
  });

  it('are known until a script that looks at them finds them in order', () => {
    keys.collect([callOf('done', 'p:{m}:meta', 'p:{m}:place')], [[]]);
    keys.collect([callOf('push', 'p:{n}:meta', 'p:{n}:place')], [[]]);
    expect(keys.count).toBe(1);
    keys.collect([callOf('recover', 'p:{m}:meta', 'p:{m}:place')], [[]]);
    expect(keys.count).toBe(0);
  });

  it('are forgotten where nobody asks for them any more', () => {
    nowMs = 61_000;
    keys.collect([callOf('push', 'p:{n}:meta')], [[]]);
    expect(keys.count).toBe(0);
  });

  it('are told from what is refused for other reasons', () => {
    const full = new (ReplyError as new (message: string) => Error)('OOM command not allowed');
    expect(keys.collect([callOf('push', 'k'), callOf('push', 'k')], [full, wrongType])).toEqual([wrongType]);
  });
});
