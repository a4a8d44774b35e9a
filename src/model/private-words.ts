import { findPhoneNumbersInText } from 'libphonenumber-js/min';

/** A text without what tells who somebody is, and the way back. */
export interface Hidden {
  text: string;
  /** Puts the hidden words back; null when the text has a place for one that was never hidden. */
  restore(text: string): string | null;
}

const MAIL = /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/gu;
/** Order, tracking, card and identity numbers; model names and prices are shorter. */
const LONG_NUMBER = /(?<![A-Za-z\d])(?=(?:[A-Za-z]*[-_.]?\d){6})[A-Za-z]{0,6}[-_.]?\d[\dA-Za-z_.-]*(?<![-_.])/gu;
const PLACE = /\[(?:mail|phone|number)-\d+\]/g;

/**
 * Hides mail addresses, phone numbers and numbers of six and more digits behind places such as `[number-1]`. Names and
 * street addresses are not recognised.
 */
export function hidePrivateWords(texts: readonly string[]): Hidden & { texts: readonly string[] } {
  const places = new Map<string, string>();
  const placeFor = (kind: string, words: string): string => {
    const known = [...places].find(([, hidden]) => hidden === words)?.[0];
    const place = known ?? `[${kind}-${places.size + 1}]`;
    places.set(place, words);
    return place;
  };
  const hidden = texts.map((text) => {
    // A text that brings such a place along itself must not have it filled.
    let rest = text.replace(PLACE, ' ').replace(MAIL, (words) => placeFor('mail', words));
    for (const { startsAt, endsAt } of findPhoneNumbersInText(rest, 'CN').toReversed()) {
      // The end of a model's name and a price after it are no phone number.
      if (/[A-Za-z\d][-_.]?$/.test(rest.slice(0, startsAt))) continue;
      rest = rest.slice(0, startsAt) + placeFor('phone', rest.slice(startsAt, endsAt)) + rest.slice(endsAt);
    }
    return rest.replace(LONG_NUMBER, (words) => placeFor('number', words));
  });
  return {
    texts: hidden,
    text: hidden[0] ?? '',
    restore(text) {
      const unknown = text.match(PLACE)?.some((place) => !places.has(place)) ?? false;
      return unknown ? null : text.replace(PLACE, (place) => places.get(place) ?? '');
    },
  };
}
