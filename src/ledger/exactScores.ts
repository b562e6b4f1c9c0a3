import type { Ledger } from './ledger.js';
import { sql } from 'kysely';
import { all } from '../db/store.js';
import { readDecimal, type Decimal } from '../late/decimal.js';

/** A score as it was graded, before any rounding and penalty. */
export interface ExactScore {
  readonly raw: Decimal;
  /** Of the grade. */
  readonly seq: number;
}

/** The newest score of each submission that ever had one; charges have it rounded, and say whether it counts. */
export function readExactScores({ store, course }: Ledger): Map<string, ExactScore> {
  const query = store.query
    .selectFrom('events')
    .select(({ fn }) => [
      fn.max('seq').as('seq'),
      sql<string>`json_extract(payload, '$.submissionId')`.as('submissionId'),
      // Beside a single max(), SQLite takes the other columns from its row.
      sql<string | null>`json_extract(payload, '$.rawScore')`.as('raw'),
    ])
    .where('course', '=', course)
    .where('type', '=', 'submission_graded')
    .where(sql`json_extract(payload, '$.status')`, '=', 'graded')
    .groupBy('submissionId');
  return new Map(
    all(store, query).flatMap(({ submissionId, raw, seq }) => {
      const value = raw === null ? undefined : readDecimal(raw);
      return value === undefined ? [] : [[submissionId, { raw: value, seq }] as const];
    }),
  );
}
