import { SingleBar } from 'cli-progress';

interface ValidationProgress extends Disposable {
  readonly onStep: (step: string) => void;
  readonly onTry: (done: number, asked: number) => void;
}

/** Where a validation is, told on stderr: a bar on a terminal, elsewhere one line a step. */
export function openValidationProgress(id: string, stream: NodeJS.WriteStream = process.stderr): ValidationProgress {
  if (!stream.isTTY) {
    return {
      onStep: (step) => void stream.write(`${id}: ${step}\n`),
      onTry: () => undefined,
      [Symbol.dispose]: () => undefined,
    };
  }
  const bar = new SingleBar({
    ...{ stream, format: `${id} {bar} {value} of {total} tries: {step}`, barsize: 24, fps: 5 },
    ...{ hideCursor: true, clearOnComplete: true },
  });
  let isOpen = false;
  let step = '';
  return {
    onStep: (name) => (step = name),
    onTry: (done, asked) => {
      if (!isOpen) bar.start(asked, done, { step });
      isOpen = true;
      // How many are asked for is known step by step.
      bar.setTotal(asked);
      bar.update(done, { step });
    },
    [Symbol.dispose]: () => {
      bar.stop();
    },
  };
}
