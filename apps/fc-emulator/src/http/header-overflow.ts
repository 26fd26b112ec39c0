import { randomUUID } from 'node:crypto';
import type { Server } from 'node:http';
import type { Duplex } from 'node:stream';

/** Answers headers that Node does not read in the envelope, which is all that an SDK understands. */
export function answerHeaderOverflow(server: Server): void {
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Duplex) => {
    if (!socket.writable) return void socket.destroy();
    const [status, code, message] =
      error.code === 'HPE_HEADER_OVERFLOW'
        ? ['431 Request Header Fields Too Large', 'InvalidArgument', 'the headers are larger than is read']
        : ['400 Bad Request', 'InvalidArgument', 'the request is no HTTP'];
    const body = JSON.stringify({ RequestId: `1-${randomUUID()}`, Code: code, Message: message });
    const head = `content-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close`;
    socket.end(`HTTP/1.1 ${status}\r\n${head}\r\n\r\n${body}`);
  });
}
