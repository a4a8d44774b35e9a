import { SRTLoader } from '@langchain/community/document_loaders/fs/srt';

const TIMES = /^(?:(\d{1,2}):)?(\d{1,2}:\d{2})[.,](\d{1,3}) --> (?:(\d{1,2}):)?(\d{1,2}:\d{2})[.,](\d{1,3}).*$/;

/** What is said in a film, as running text without times. WebVTT is SubRip with other times and without numbers. */
export async function readSubtitles(text: string): Promise<string> {
  const documents = await new SRTLoader(new Blob([asSubRip(text)])).load();
  return documents
    .map(({ pageContent }) => pageContent)
    .join(' ')
    .replace(/<[^>]*>|\{\\[^}]*\}/g, '')
    .replace(/\s+/g, ' ')
    .trim();
}

function asSubRip(text: string): string {
  if (!/^\uFEFF?WEBVTT/.test(text)) return text;
  const cues = text
    .replaceAll('\r\n', '\n')
    .split(/\n{2,}/)
    .flatMap((block) => {
      const lines = block.split('\n');
      const at = lines.findIndex((line) => TIMES.test(line));
      return at === -1 ? [] : [[lines[at]?.replace(TIMES, subRipTimes), ...lines.slice(at + 1)].join('\n')];
    });
  return cues.map((cue, index) => `${index + 1}\n${cue}\n`).join('\n');
}

function subRipTimes(_: string, h1 = '00', m1: string, ms1: string, h2 = '00', m2: string, ms2: string): string {
  return `${h1}:${m1},${ms1} --> ${h2}:${m2},${ms2}`;
}
