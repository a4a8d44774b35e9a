import { unzipSync } from 'fflate';

/** How many bytes the files in a ZIP say they have when they are unpacked. Nothing is unpacked. Throws when it is none. */
export function packedSize(bytes: Uint8Array): number {
  let size = 0;
  unzipSync(bytes, {
    filter: ({ originalSize }) => {
      size += originalSize;
      return false;
    },
  });
  return size;
}
