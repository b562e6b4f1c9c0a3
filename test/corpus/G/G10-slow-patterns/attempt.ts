import { colouredText, plainText } from '../../../../src/results/plainText.js';
import { StreamText } from '../../../../src/results/streamText.js';

/** One hour instead of a moment is the defeat: the case has a limit of wall time. */
export default function attempt(): string[] {
  const pieces = ['\u001b[', '\u001b]', '\u009b0;', '\u001bP', '\r', '\u001b[0', '"\\', '\u001b ', 'a\r'];
  for (const piece of pieces) {
    const text = piece.repeat(300_000);
    plainText(text);
    colouredText(text);
    new StreamText().write(text, 65_536);
  }
  return [];
}
