import type { Compilable, CompiledQuery, Kysely } from 'kysely';
import { queryBuilder } from './store.js';
import type { Tables } from './tables.js';

/** Stands for a value while a query is built. */
class Slot {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}

/**
 * A query that is asked so often that building its text, which takes longer than SQLite's answer, is done once. `build`
 * may only pass the values on: on that one time they are not there yet.
 *
 * @example
 * const byId = compiledOnce((query, { id }: { id: string }) => query.selectFrom('work').selectAll().where('id', '=', id));
 * const work = first(store, byId({ id }));
 */
export function compiledOnce<Values extends object, Row>(
  build: (query: Kysely<Tables>, values: Values) => Compilable<Row>,
): (values: Values) => Compilable<Row> {
  let built: CompiledQuery<Row> | undefined;
  return (values) => ({
    compile() {
      built ??= build(queryBuilder(), slotsFor(values)).compile();
      const given = values as Readonly<Record<string, unknown>>;
      const valueOf = (parameter: unknown): unknown => (parameter instanceof Slot ? given[parameter.name] : parameter);
      return { ...built, parameters: built.parameters.map(valueOf) };
    },
  });
}

function slotsFor<Values extends object>(values: Values): Values {
  return Object.fromEntries(Object.keys(values).map((name) => [name, new Slot(name)])) as Values;
}
