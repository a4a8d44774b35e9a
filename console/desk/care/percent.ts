/** A share as people read it: 0.914 is "91.4 %". */
export function percent(share: number): string {
  return `${Math.round(share * 1_000) / 10} %`;
}
