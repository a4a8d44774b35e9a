import type { Compilable, CompiledQuery, QueryResult } from 'kysely';
import type { Database, Tx } from './database.ts';
import { EmbeddedAdapter } from './sqlite.ts';

type Runs<V extends object, Row> = (db: Database | Tx, values: V) => Promise<QueryResult<Row>>;

/**
 * A query whose SQL is made once and then only run with other values: to build and compile it costs more than SQLite
 * needs to answer it. `build` is given stand-ins in the shape of the values and must not look into them; whatever it
 * computes from them is computed by the caller before. For what every message does; elsewhere build queries as usual.
 *
 * A list of plain values is for `in`: it is filled up to the next power of two by repeating its last one, so that there
 * are few shapes of a statement. A list of objects is for rows to insert and is taken as it is. Neither may be empty.
 */
export function prepared<V extends object, Row>(build: (db: Database, values: V) => Compilable<Row>): Runs<V, Row> {
  /** By dialect (each connection has an adapter of its own) and by the lengths of the lists. */
  const compiled = new WeakMap<object, Map<string, CompiledQuery<Row>>>();

  function compile(db: Database, adapter: object, values: V): CompiledQuery<Row> {
    const shape = shapeOf(values);
    const shapes = compiled.get(adapter) ?? new Map<string, CompiledQuery<Row>>();
    const known = shapes.get(shape);
    if (known) return known;
    const made = build(db, standIns(values, (all) => all) as V).compile();
    compiled.set(adapter, shapes.set(shape, made));
    return made;
  }

  return async (db, values) => {
    const { adapter } = db.getExecutor();
    const query = compile(db, adapter, values);
    const parameters = query.parameters.map((each) => (each instanceof StandIn ? each.take(values) : each));
    if (db.isTransaction && adapter instanceof EmbeddedAdapter) return adapter.run(query, parameters);
    return db.executeQuery({ ...query, parameters });
  };
}

/** Takes the place of a value while the SQL is made. */
class StandIn {
  readonly take: (values: unknown) => unknown;
  constructor(take: (values: unknown) => unknown) {
    this.take = take;
  }
}

function shapeOf(values: object): string {
  let shape = '';
  for (const value of Object.values(values)) if (Array.isArray(value)) shape += `${filledLength(value)},`;
  return shape;
}

function standIns(value: unknown, take: (values: unknown) => unknown): unknown {
  if (Array.isArray(value)) {
    return Array.from({ length: filledLength(value) }, (_, at) => {
      const item = (values: unknown) => {
        const list = take(values) as unknown[];
        return list[Math.min(at, list.length - 1)];
      };
      return standIns(value[Math.min(at, value.length - 1)], item);
    });
  }
  if (typeof value !== 'object' || value === null) return new StandIn(take);
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [
      name,
      standIns(each, (values) => (take(values) as Record<string, unknown>)[name]),
    ]),
  );
}

function filledLength(list: readonly unknown[]): number {
  if (typeof list[0] === 'object' && list[0] !== null) return list.length;
  return 2 ** Math.ceil(Math.log2(list.length));
}
