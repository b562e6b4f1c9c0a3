import type { EpochMicros } from '../late/instant.js';
import type { Price } from '../late/preview.js';
import { plural } from '../late/wording.js';
import type { GradescopeResults, GradescopeTest } from './gradescope.js';
import { priceData, priceSentences } from './price.js';

/** What is told with feedback. */
export interface Feedback {
  /** What it would cost to hand the same in now; absent where that is not known. */
  readonly price?: Price | undefined;
  /** Where the course limits what feedback uses of GPUs, and the assignment has a use for one. */
  readonly gpu?: GpuToday | undefined;
  /** Its minutes were used up when it came, so that it ran on processors. */
  readonly wasSpent?: boolean;
}

/** What is used of the GPU minutes of a day. */
export interface GpuToday {
  readonly usedMs: number;
  readonly limitMs: number;
  /** When the next day begins. */
  readonly newAt: EpochMicros;
  readonly timeZone: string;
}

/** “GPU today: 12 of 60 minutes used, 48 left.” */
export function gpuTodayText({ usedMs, limitMs }: GpuToday): string {
  const used = Math.floor(usedMs / 60_000);
  const all = limitMs / 60_000;
  return `GPU today: ${used} of ${plural(all, 'minute')} used, ${Math.max(0, all - used)} left.`;
}

/** The two places where a document says that it is feedback. */
export interface FeedbackParts {
  /** `extra_data.feedback`, by which an export is never taken for grades. */
  readonly data: GradescopeResults['extra_data'];
  /** A line that informs: no score, no status. */
  readonly test: GradescopeTest;
}

const NO_GRADE =
  'This is feedback and does not count: it is no submission, uses no late hours and changes no grade. Hand your work in at the homework itself.';

/** What is said with feedback wherever it is read: that it does not count, its price, and what it took of GPUs. */
export interface FeedbackLines {
  readonly notice: string;
  /** Empty where it is not known. */
  readonly price: readonly string[];
  readonly gpu?: string;
}

export function feedbackLines({ price, gpu, wasSpent = false }: Feedback): FeedbackLines {
  const spent = wasSpent ? ' They were used up when this came, so it ran on processors.' : '';
  return {
    notice: NO_GRADE,
    price: price === undefined ? [] : priceSentences(price),
    ...(gpu === undefined ? {} : { gpu: `${gpuTodayText(gpu)}${spent}` }),
  };
}

export function feedbackParts(feedback: Feedback): FeedbackParts {
  const { price, gpu } = feedback;
  const lines = feedbackLines(feedback);
  const output = [lines.notice, lines.price.join(' '), lines.gpu ?? ''].filter((line) => line !== '').join('\n');
  const data = {
    ...(price === undefined ? {} : { price: priceData(price) }),
    ...(gpu === undefined ? {} : { gpuToday: { usedMs: gpu.usedMs, limitMs: gpu.limitMs } }),
  };
  return { data, test: { name: 'Feedback', output, visibility: 'visible' } };
}
