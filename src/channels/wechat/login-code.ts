/** The login link as a picture of characters to scan with the phone; only the link where the package is missing. */
export async function drawLoginCode(link: string): Promise<string> {
  try {
    const { toString: draw } = await import('qrcode');
    return `${await draw(link, { type: 'utf8' })}\n${link}`;
  } catch {
    return link;
  }
}
