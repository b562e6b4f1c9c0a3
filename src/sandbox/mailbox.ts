/**
 * A bounded queue between one producer and one consumer. `put` waits while the box is full, so back-pressure
 * reaches the container through its socket; `take` waits with a deadline of its own.
 */
export class Mailbox<T> {
  readonly #items: T[] = [];
  readonly #capacity: number;
  #closed = false;
  #wakeConsumer: (() => void) | undefined;
  #wakeProducer: (() => void) | undefined;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  async put(item: T): Promise<void> {
    while (this.#items.length >= this.#capacity && !this.#closed) {
      await new Promise<void>((resolve) => (this.#wakeProducer = resolve));
    }
    if (this.#closed) return;
    this.#items.push(item);
    this.#wakeConsumer?.();
  }

  /** No more items come; those already here can still be taken. */
  close(): void {
    this.#closed = true;
    this.#wakeConsumer?.();
    this.#wakeProducer?.();
  }

  /** The next item; `'closed'` after the last one; `'timeout'` after `waitMs` without one. */
  async take(waitMs: number): Promise<T | 'closed' | 'timeout'> {
    if (this.#items.length === 0 && !this.#closed && waitMs > 0) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, waitMs);
        this.#wakeConsumer = () => {
          clearTimeout(timer);
          resolve();
        };
      });
      this.#wakeConsumer = undefined;
    }
    const item = this.#items.shift();
    this.#wakeProducer?.();
    this.#wakeProducer = undefined;
    if (item !== undefined) return item;
    return this.#closed ? 'closed' : 'timeout';
  }
}
