/** The parts of a V8 CPU profile (`.cpuprofile`) that are read here. */
export interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
  }[];
  /** Node on top of the stack, sample by sample. */
  readonly samples: readonly number[];
  /** Microseconds before each sample. */
  readonly timeDeltas: readonly number[];
}

export interface FunctionTime {
  readonly name: string;
  /** File and line, relative to the repository or to `node_modules`; empty for V8's own. */
  readonly place: string;
  readonly self_ms: number;
  /** Of all time that the thread was not idle. */
  readonly share: number;
}

/** Not work: waiting for events, and the time before and after. */
const NOT_WORK: ReadonlySet<string> = new Set(['(idle)', '(root)']);

const placeOf = (url: string, line: number): string => {
  if (url === '') return '';
  const path = url.replace(/^file:\/\//, '');
  const at = path.lastIndexOf('/node_modules/');
  const short = at === -1 ? path.replace(`${process.cwd()}/`, '') : path.slice(at + '/node_modules/'.length);
  return `${short}:${line + 1}`;
};

/**
 * Time that each function was on top of the stack, greatest first.
 * @param from_us start of what counts, in microseconds since the profile began; its head is start-up
 */
export const selfTimes = ({ nodes, samples, timeDeltas }: CpuProfile, from_us = 0): readonly FunctionTime[] => {
  const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]));
  const times = new Map<string, { name: string; place: string; self_us: number }>();
  let elapsed_us = 0;
  let busy_us = 0;
  samples.forEach((node, i) => {
    // A sample stands for the time until the next one.
    const lasted_us = timeDeltas[i + 1] ?? 0;
    elapsed_us += timeDeltas[i]!;
    const frame = frames.get(node);
    if (frame === undefined || elapsed_us < from_us || NOT_WORK.has(frame.functionName)) return;
    busy_us += lasted_us;
    const name = frame.functionName === '' ? '(anonymous)' : frame.functionName;
    const place = placeOf(frame.url, frame.lineNumber);
    const key = `${name} ${place}`;
    const known = times.get(key);
    if (known === undefined) times.set(key, { name, place, self_us: lasted_us });
    else known.self_us += lasted_us;
  });
  return [...times.values()]
    .sort((a, b) => b.self_us - a.self_us)
    .map(({ name, place, self_us }) => ({ name, place, self_ms: self_us / 1000, share: self_us / busy_us }));
};
