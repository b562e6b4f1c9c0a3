import type { NotifyTerms } from '../course/notify.js';
import type { StoredMessage } from '../ledger/outbox.js';
import type { Store } from '../db/store.js';
import type { CourseWords } from './courseWords.js';
import type { Notice } from './notice.js';
import type { MailSettings } from './settings.js';
import type { WebhookSecrets } from './webhookSecrets.js';

/** What goes to one recipient at once: one message, or a digest of several of one kind. */
interface Parcel {
  /** The receiver's to tell a repetition by. */
  readonly key: string;
  /** The course file's, or the outbox's of what no course file speaks of. */
  readonly kind: string;
  readonly recipient: string;
  readonly messages: readonly StoredMessage[];
}

/** A way to tell people. */
export interface Channel {
  readonly name: string;
  /** How long notices are gathered for one parcel; 0: not at all. */
  readonly digestMs: number;
  /** Each gets a parcel of their own: a student's key, an address of staff's, or an empty text. */
  readonly recipientsOf: (notice: Notice) => readonly string[];
  /**
   * Sends a parcel; it has arrived once this returns, and may have arrived where it throws.
   *
   * @throws {DeliveryFailure}
   */
  send(parcel: Parcel, signal: AbortSignal): Promise<void>;
}

/** What channels are made of. */
export interface ChannelDeps {
  readonly store: Store;
  readonly course: CourseWords;
  readonly terms: NotifyTerms;
  /** Absent where the operator has set no mail server. */
  readonly mail: MailSettings | undefined;
  readonly secrets: WebhookSecrets;
}
