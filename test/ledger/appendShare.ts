import { openForWriting } from '../../src/ledger/open.js';
import { recordEvents } from '../../src/ledger/recordEvents.js';
import { COURSE } from './sample.js';

// Opens a ledger again and again, each time for one event of its own and one that all writers tell.
const [file = '', name = '', count = ''] = process.argv.slice(2);
for (let number = 0; number < Number(count); number++) {
  using store = openForWriting(file, { now: () => new Date(), waitMs: 60_000 });
  const content = { type: 'budget_adjusted', student: 's1', deltaHours: 1 } as const;
  const own = { content, key: `own:${name}:${number}`, actor: 'staff:ada', reason: 'r' };
  recordEvents({ store, course: COURSE }, [own, { ...own, key: `shared:${number}` }]);
}
