import type { HandedInOptions } from './handedIn.js';
import type { LedgerOptions } from './late/options.js';

/** What `assay grade` takes. */
export interface GradeOptions extends HandedInOptions, Pick<LedgerOptions, 'ledger'> {
  readonly course: string;
  readonly json?: true;
  readonly out?: string;
  /** Grade it even where the ledger has its grade by this very version. */
  readonly again?: true;
}
