/** Kinds that are ZIP archives inside. */
export const PACKED_KINDS: readonly string[] = ['.docx', '.xlsx', '.pptx', '.odp', '.odt', '.epub'];

/** What can be imported, by the ending of its name. */
export const IMPORTED_KINDS: readonly string[] = [
  ...PACKED_KINDS,
  ...['.pdf', '.csv', '.tsv', '.html', '.htm', '.json', '.jsonl', '.md', '.txt', '.rtf', '.srt', '.vtt'],
];
