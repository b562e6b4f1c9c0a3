import { SqliteError } from 'better-sqlite3';
import { canonicalJson } from '../base/canonicalJson.js';
import { CHAIN_START, eventHash } from './chain.js';
import { all, read, type Store } from '../db/store.js';
import type { EventRow } from '../db/tables.js';

/** What is wrong with the log; `seq` is the event, or null where it is not one event. */
interface LogFault {
  readonly seq: number | null;
  readonly reason: string;
}

export interface LogReport {
  readonly events: number;
  /**
   * The newest event, to be kept in a second place: only there can be seen that events were cut off the end, or that
   * the whole log was written anew.
   */
  readonly head: { readonly seq: number; readonly hash: string };
  readonly faults: readonly LogFault[];
}

const GUARDS = ['eventsAreNotChanged', 'eventsAreNotDeleted', 'eventsAreNotReplaced', 'eventsContinueTheChain'];

/** Reads the whole log: SQLite's own check, the guards, gaps, and each event's hash. */
export function verifyLog(store: Store): LogReport {
  const faults: LogFault[] = [];
  let previous = { seq: 0, hash: CHAIN_START };
  let events = 0;
  const inspect = (): void => {
    faults.push(...fileFaults(store), ...guardFaults(store));
    const { sql } = store.query.selectFrom('events').selectAll().orderBy('seq').compile();
    for (const row of store.sqlite.prepare<[], EventRow>(sql).iterate()) {
      events++;
      const reason = faultOf(row, previous);
      if (reason !== undefined) faults.push({ seq: row.seq, reason });
      previous = row;
    }
  };
  try {
    read(store, inspect);
  } catch (error) {
    if (!(error instanceof SqliteError)) throw error;
    faults.push({ seq: null, reason: `the file cannot be read to its end: ${error.message}` });
  }
  return { events, head: { seq: previous.seq, hash: previous.hash }, faults };
}

/** Whether the log still has the event that was its newest once. */
export function continues(store: Store, head: LogReport['head']): boolean {
  const query = store.query.selectFrom('events').select('hash').where('seq', '=', head.seq);
  return all(store, query)[0]?.hash === head.hash;
}

function fileFaults({ sqlite }: Store): LogFault[] {
  const said = sqlite.pragma('integrity_check', { simple: true });
  return said === 'ok' ? [] : [{ seq: null, reason: `SQLite finds the file damaged: ${String(said)}` }];
}

function guardFaults({ sqlite }: Store): LogFault[] {
  const found = sqlite.prepare<[], string>("SELECT name FROM sqlite_master WHERE type = 'trigger'").pluck().all();
  return GUARDS.filter((name) => !found.includes(name)).map((name) => ({
    seq: null,
    reason: `the trigger ${name}, which guards the log, is missing`,
  }));
}

function faultOf(row: EventRow, previous: { seq: number; hash: string }): string | undefined {
  if (row.seq !== previous.seq + 1) {
    const last = row.seq - 1;
    const missing = last === previous.seq + 1 ? `event ${last} is` : `events ${previous.seq + 1} to ${last} are`;
    return `${missing} missing before it`;
  }
  if (row.prevHash !== previous.hash) return `it does not follow event ${previous.seq}: that one was changed`;
  return matches(row) ? undefined : 'it was changed after it was recorded: its hash is that of other content';
}

function matches(row: EventRow): boolean {
  try {
    return row.hash === eventHash(row) && row.payload === canonicalJson(JSON.parse(row.payload));
  } catch {
    return false;
  }
}
