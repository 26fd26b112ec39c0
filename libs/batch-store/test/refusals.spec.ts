import { refusalText } from '../src/refusals';

const sha = '0123456789abcdef0123456789abcdef01234567';

describe('a refusal in words', () => {
  it.each([
    ['Redis 7', `OOM command not allowed script: ${sha}, on @user_script:31.`],
    ['Redis 6', `Error running script (call to f_${sha}): @user_script:31: OOM command not allowed`],
  ])('does not depend on the script that was refused, by %s', (_server, message) => {
    expect(refusalText(new Error(message))).toMatch(/^OOM command not allowed – the server is out of memory/);
  });
});
