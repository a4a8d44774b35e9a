/**
 * Gives the memory of a file that was read back at once. A thread that then waits for questions collects nothing for hours,
 * and would hold it for as long. Nobody may look into `bytes` afterwards; what shares its memory with others is left.
 */
export function release(bytes: Uint8Array<ArrayBuffer>): void {
  if (bytes.byteLength === bytes.buffer.byteLength) bytes.buffer.transfer(0);
}
