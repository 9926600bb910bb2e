/** Things to come, earliest first; those of one time in the order in which they were added. */
export interface Schedule<T> {
  readonly size: number;
  readonly add: (due: number, item: T) => void;
  /** Takes the next item that is due at `now`; undefined when none is. */
  readonly take: (now: number) => T | undefined;
}

interface Entry<T> {
  readonly due: number;
  readonly order: number;
  readonly item: T;
}

const before = <T>(a: Entry<T>, b: Entry<T>): boolean => a.due < b.due || (a.due === b.due && a.order < b.order);

/** A binary heap. */
export const createSchedule = <T>(): Schedule<T> => {
  const heap: Entry<T>[] = [];
  let added = 0;

  const rise = (from: number): void => {
    let child = from;
    while (child > 0) {
      const parent = (child - 1) >>> 1;
      if (!before(heap[child]!, heap[parent]!)) return;
      [heap[child], heap[parent]] = [heap[parent]!, heap[child]!];
      child = parent;
    }
  };

  const sink = (): void => {
    let parent = 0;
    for (;;) {
      const left = 2 * parent + 1;
      if (left >= heap.length) return;
      const right = left + 1;
      const child = right < heap.length && before(heap[right]!, heap[left]!) ? right : left;
      if (!before(heap[child]!, heap[parent]!)) return;
      [heap[child], heap[parent]] = [heap[parent]!, heap[child]!];
      parent = child;
    }
  };

  return {
    get size() {
      return heap.length;
    },
    add: (due, item) => {
      heap.push({ due, order: added++, item });
      rise(heap.length - 1);
    },
    take: (now) => {
      const [first] = heap;
      if (first === undefined || first.due > now) return undefined;
      const last = heap.pop()!;
      if (heap.length > 0) {
        heap[0] = last;
        sink();
      }
      return first.item;
    },
  };
};
