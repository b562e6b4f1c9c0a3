import type { Generated } from 'kysely';

/** A student or a member of staff who may sign in. */
interface AccountRow {
  accountId: string;
  course: string;
  student: string | null;
  /** As `late.yaml` names them. */
  staff: string | null;
  createdAt: string;
}

/** Who somebody is to a campus: an account is found by issuer and subject, never again by an address. */
interface IdentityRow {
  issuer: string;
  subject: string;
  accountId: string;
  boundAt: string;
}

/** `hash` is the SHA-256 of what its bearer holds; `id` is for lists, and lets nobody in. */
interface Credential {
  hash: string;
  id: string;
  accountId: string;
  createdAt: string;
  endsAt: string;
  revokedAt: string | null;
}

/** How somebody signed in. */
export type SignInMethod = 'demo' | 'link' | 'campus';

interface SessionRow extends Credential {
  method: SignInMethod;
  /** To within some minutes. */
  usedAt: string;
}

/** What asks for a token. */
export type FeedbackClient = 'cell' | 'terminal';

interface FeedbackTokenRow extends Credential {
  client: FeedbackClient;
  usedAt: string | null;
}

interface SignInLinkRow extends Credential {
  issuedBy: string;
  usedAt: string | null;
}

interface DeviceCodeRow {
  hash: string;
  userCodeHash: string;
  client: FeedbackClient;
  state: 'waiting' | 'approved' | 'denied' | 'used';
  accountId: string | null;
  createdAt: string;
  endsAt: string;
  polledAt: string | null;
  intervalSeconds: number;
}

/** What was done at the door, and which student's pages staff looked at. Keys and ids, never names. */
interface AccessLogRow {
  seq: Generated<number>;
  at: string;
  course: string;
  kind: string;
  accountId: string | null;
  actor: string;
  student: string | null;
  detail: string | null;
}

export interface AccessTables {
  accounts: AccountRow;
  identities: IdentityRow;
  sessions: SessionRow;
  feedbackTokens: FeedbackTokenRow;
  signInLinks: SignInLinkRow;
  deviceCodes: DeviceCodeRow;
  accessLog: AccessLogRow;
}
