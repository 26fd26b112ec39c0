import { utf8Text } from '@harmonybatch/ports';

it.each<[string, Buffer, string | null]>([
  ['text', Buffer.from('"café"'), '"café"'],
  ['text after a byte order mark', Buffer.from('\ufeff{}'), '{}'],
  ['a byte order mark alone', Buffer.from('\ufeff'), ''],
  ['a second one, which is text', Buffer.from('\ufeff\ufeff'), '\ufeff'],
  ['nothing', Buffer.alloc(0), ''],
  ['Latin-1', Buffer.from('caf\xe9', 'latin1'), null],
  ['UTF-16', Buffer.from('\ufeff{}', 'utf16le'), null],
  ['a surrogate in UTF-8', Buffer.from([0xed, 0xa0, 0x80]), null],
  ['a longer form than is needed', Buffer.from([0xc0, 0xaf]), null],
])('reads %s', (_what, bytes, text) => expect(utf8Text(bytes)).toBe(text));
