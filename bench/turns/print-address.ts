import type { Server } from 'node:http';

/** Listens on a free port and says where, in the words of the product. */
export function printAddress(server: Server): void {
  server.listen(0, '127.0.0.1', () => {
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    console.log(`Chat page   http://127.0.0.1:${port}/`);
  });
}
