import type { Grade } from '../../grade/grade.js';
import type { Work } from '../../work/rows.js';
import type { ServerDeps } from '../deps.js';
import type { ReaderJobs } from '../reader/jobs.js';
import type { StatusDeps } from '../feedback/status.js';

/** A notebook to be shown, and the pictures that it drew. */
export interface ShownNotebook {
  readonly cells: ReaderJobs['shown']['answer']['cells'];
  readonly leftOut: number;
  readonly isExecuted: boolean;
  readonly plots: Seen['plots'];
  /** Where it defines what checks ask for, by name. */
  readonly definitions: Seen['definitions'];
}

type Seen = ReaderJobs['executed']['answer'];
const NOTHING: Seen = { plots: [], definitions: {} };

type Row = Pick<Work, 'executed' | 'notebook'>;

/** The notebook of a row, executed where that is kept; undefined where neither is. Another process reads it. */
export async function shownNotebook(
  { readers, blobs, seen }: ServerDeps & StatusDeps,
  { executed, notebook }: Row,
  grade: Grade | undefined,
): Promise<ShownNotebook | undefined> {
  for (const [digest, isExecuted] of [[executed, true] as const, [notebook, false] as const]) {
    const found = digest === null ? undefined : await blobs.find(digest);
    if (found === undefined) continue;
    const shown = await readers.read('shown', { file: found.file, isExecuted }).catch(() => undefined);
    if (shown === undefined) continue;
    const inIt = isExecuted && grade !== undefined ? await seen.of({ executed }, grade) : NOTHING;
    return { ...shown, isExecuted, ...inIt };
  }
  return undefined;
}

/** Its cells as one text, to be compared with another's. */
export function sourceText({ cells }: Pick<ShownNotebook, 'cells'>): string {
  return cells.map(({ kind, source }, index) => `# ${kind} ${index + 1}\n${source}`).join('\n\n');
}
