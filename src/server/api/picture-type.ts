/** A kind of picture that a browser draws and never runs; an SVG is a program and none of them. */
export interface PictureType {
  mimeType: 'image/png' | 'image/jpeg' | 'image/gif' | 'image/webp';
  extension: 'png' | 'jpg' | 'gif' | 'webp';
}

/** What the first bytes say; what a name or a platform says is not believed. Null: no such picture. */
export function pictureType(bytes: Uint8Array): PictureType | null {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(12, bytes.byteLength)).toString('latin1');
  if (head.startsWith('\x89PNG\r\n\x1a\n')) return { mimeType: 'image/png', extension: 'png' };
  if (head.startsWith('\xff\xd8\xff')) return { mimeType: 'image/jpeg', extension: 'jpg' };
  if (head.startsWith('GIF87a') || head.startsWith('GIF89a')) return { mimeType: 'image/gif', extension: 'gif' };
  if (head.startsWith('RIFF') && head.endsWith('WEBP')) return { mimeType: 'image/webp', extension: 'webp' };
  return null;
}
