/**
 * China's consumer, mayor's, telecom, civil aviation, banking, fraud and market hotlines. Part of no longer number, code
 * or amount ("A12345", "12345-2", "¥12345"), and no number of an order or a case.
 */
const HOTLINES =
  /(?<![a-z\d][-_./]?|[#¥$€£]\s?|(?:订单|工单|运单|单号|编号|尾号|密码|order|number|no\.?|ticket|case|invoice|parcel|tracking|code)[^\p{L}\d]{0,3}(?:(?:号码?|是|为|is)[^\p{L}\d]{0,3}){0,2})(?:12315|12345|12300|12326|12378|12363|12381|96315)(?![a-z\d]|[-_./][a-z\d]|\s?(?:元|块|件|rmb|yuan))/giu;

/**
 * The service hotlines of authorities that a text names, as the customer's words: whoever names one in a sentence means to
 * call it. A message that is a number and nothing else answers a question, and names none.
 */
export function hotlinesIn(text: string): string[] {
  const plain = text.normalize('NFKC');
  return /^\s*\d+\s*$/.test(plain) ? [] : (plain.match(HOTLINES) ?? []);
}
