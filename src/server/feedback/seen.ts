import type { Grade } from '../../grade/grade.js';
import type { ReaderJobs } from '../reader/jobs.js';
import type { ServerDeps } from '../deps.js';
import type { Work } from '../../work/rows.js';

/** What of an executed notebook a report shows. */
type Seen = ReaderJobs['executed']['answer'];

const NOTHING: Seen = { definitions: {}, plots: [] };
/** They are small; a page that is looked at for a while asks for the same again. */
const MOST_KEPT = 500;

/** Looks at executed notebooks, each once. */
export interface SeenNotebooks {
  of(work: Pick<Work, 'executed'>, grade: Grade): Promise<Seen>;
}

/** Another process reads them: they are large, and what is in them is the student's. */
export function openSeenNotebooks({ readers, blobs }: Pick<ServerDeps, 'readers' | 'blobs'>): SeenNotebooks {
  const known = new Map<string, Promise<Seen>>();
  return {
    of({ executed }, grade) {
      if (executed === null) return Promise.resolve(NOTHING);
      const before = known.get(executed);
      if (before !== undefined) return before;
      const look = async (): Promise<Seen> => {
        const found = await blobs.find(executed);
        // After a month it is gone, and the report does without.
        if (found === undefined) return NOTHING;
        const names = [...new Set(grade.checks.flatMap(({ asks }) => asks ?? []))];
        return readers.read('executed', { file: found.file, names, blobs: blobs.folder });
      };
      const seen = look().catch(() => {
        known.delete(executed);
        return NOTHING;
      });
      known.set(executed, seen);
      const [oldest] = known.keys();
      if (known.size > MOST_KEPT && oldest !== undefined) known.delete(oldest);
      return seen;
    },
  };
}
