import { ReplyError } from 'ioredis';
import { isWrongServer, refusalText } from '../src/refusals';

const sha = '0123456789abcdef0123456789abcdef01234567';

describe('a refusal in words', () => {
  it.each([
    ['Redis 7', `OOM command not allowed script: ${sha}, on @user_script:31.`],
    ['Redis 6', `Error running script (call to f_${sha}): @user_script:31: OOM command not allowed`],
  ])('does not depend on the script that was refused, by %s', (_server, message) => {
    expect(refusalText(new Error(message))).toMatch(/^OOM command not allowed – the server is out of memory/);
  });

  it.each([
    [
      'Redis 6',
      `ERR Error running script (call to f_${sha}): @user_script:3: The user executing the script can't run this command or subcommand`,
    ],
    [
      'Redis 7',
      `ERR ACL failure in script: User w has no permissions to run the 'hset' command script: ${sha}, on @user_script:3.`,
    ],
    ['any, outside of scripts', "NOPERM this user has no permissions to run the 'evalsha' command"],
  ])('is the trouble of the server and not of the call where a user lacks a right, by %s', (_server, message) => {
    const refusal = new ReplyError(message);
    expect(isWrongServer(refusal)).toBe(true);
    expect(refusalText(refusal)).toContain('deploy/redis/harmonybatch.acl');
  });
});
