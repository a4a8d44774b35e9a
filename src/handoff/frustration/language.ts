/** The two languages whose moods are known. */
export type MoodLanguage = 'zh' | 'en';

/** A Chinese word has about 1.6 characters, so this many weigh as much as one English word. */
const HAN_PER_WORD = 1.6;

/** The language of a text; `otherwise` where it does not tell: numbers, signs, one or two Latin words such as "ok". */
export function moodLanguage(text: string, otherwise: MoodLanguage): MoodLanguage {
  const head = text.slice(0, 400);
  const han = head.match(/\p{Script=Han}/gu)?.length ?? 0;
  const words = head.match(/[a-z']{2,}/gi)?.length ?? 0;
  if (han > 0) return han / HAN_PER_WORD >= words ? 'zh' : 'en';
  return words >= 3 ? 'en' : otherwise;
}
