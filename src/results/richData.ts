import type { Allowance, Room } from './allowance.js';
import type { OutputData } from './cellOutput.js';
import { isSoundPng } from './png.js';

/**
 * The representations in `data` that are shown and fit, taken from the allowance, each with memory of its own: a few
 * bytes of a frame would hold on to all of it. `cutFor`: what there was too little of.
 */
export function takeData(
  data: readonly OutputData[],
  allowance: Allowance,
): { readonly kept: OutputData[]; readonly cutFor: keyof Room | undefined } {
  let cutFor: keyof Room | undefined;
  const kept = data.flatMap((item): OutputData[] => {
    if (item.mime === 'text/plain') {
      const bytes = new Uint8Array(item.bytes.subarray(0, allowance.left('textBytes')));
      if (bytes.length < item.bytes.length) cutFor = 'textBytes';
      if (bytes.length === 0 && cutFor !== undefined) return [];
      allowance.take('textBytes', bytes.length);
      return [{ mime: item.mime, bytes }];
    }
    if (item.mime !== 'image/png') return [];
    // Before its chunks are walked through: what cannot be kept is not worth the time.
    const short = missingFor(item.bytes.length, allowance);
    if (short !== undefined) {
      cutFor = short;
      return [];
    }
    if (!isSoundPng(item.bytes)) return [];
    allowance.take('images', 1);
    allowance.take('imageBytes', item.bytes.length);
    return [{ mime: item.mime, bytes: new Uint8Array(item.bytes) }];
  });
  return { kept, cutFor };
}

/** Gives back what `takeData` kept. */
export function giveBackData(data: readonly OutputData[], allowance: Allowance): void {
  for (const { mime, bytes } of data) {
    if (mime === 'text/plain') allowance.take('textBytes', -bytes.length);
    else {
      allowance.take('images', -1);
      allowance.take('imageBytes', -bytes.length);
    }
  }
}

function missingFor(imageBytes: number, allowance: Allowance): 'images' | 'imageBytes' | undefined {
  if (allowance.left('images') === 0) return 'images';
  return imageBytes > allowance.left('imageBytes') ? 'imageBytes' : undefined;
}
