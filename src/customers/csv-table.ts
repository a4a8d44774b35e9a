import { CsvError, parse } from 'csv-parse/sync';

/** A line of a file that was left out, and why. */
export interface RowProblem {
  line: number;
  message: string;
}

export interface CsvTable {
  rows: readonly { line: number; cells: Readonly<Record<string, string>> }[];
  problems: readonly RowProblem[];
}

/**
 * Reads CSV (comma, semicolon or tab; with or without a byte order mark) by the names of its columns, in any case.
 * `headerProblem` says what is wrong with the columns, and then nothing of the file is taken: a column that nobody knows
 * may be a misspelt one. A row with more cells than columns is left out.
 */
export function readCsvTable(text: string, headerProblem: (columns: readonly string[]) => string | null): CsvTable {
  if (!/[^\s\0\uFEFF]/.test(text)) return refused(1, 'the file is empty');
  let table: { record: string[]; info: { lines: number } }[];
  try {
    table = parse(text, {
      bom: true,
      delimiter: delimiterOf(text),
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
      trim: true,
    }) as unknown as typeof table;
  } catch (thrown) {
    const line = thrown instanceof CsvError && typeof thrown['lines'] === 'number' ? thrown['lines'] : 1;
    return refused(line, thrown instanceof Error ? thrown.message : String(thrown));
  }
  const [header, ...lines] = table;
  const columns = (header?.record ?? []).map((name) => name.trim().toLowerCase());
  const twice = columns.find((name, index) => columns.indexOf(name) !== index);
  const wrong = headerProblem(columns) ?? (twice === undefined ? null : `the column ${twice} is there twice`);
  if (wrong !== null) return refused(1, wrong);
  const isWhole = ({ record }: (typeof lines)[number]) => record.length <= columns.length;
  return {
    rows: lines.filter(isWhole).map(({ record, info }) => ({
      line: info.lines,
      cells: Object.fromEntries(columns.map((name, index) => [name, record[index] ?? ''])),
    })),
    problems: lines
      .filter((each) => !isWhole(each))
      .map(({ record, info }) => ({
        line: info.lines,
        message: `${record.length} cells but ${columns.length} columns: quote a cell that has a comma in it`,
      })),
  };
}

function refused(line: number, message: string): CsvTable {
  return { rows: [], problems: [{ line, message }] };
}

/** The one that the header uses most: the others may stand inside of cells. */
function delimiterOf(text: string): string {
  const header = text.split('\n', 1)[0] ?? '';
  return [',', ';', '\t'].reduce((best, each) => (header.split(each).length > header.split(best).length ? each : best));
}
