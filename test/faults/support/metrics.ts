import type { ServiceProcess } from '../../../tools/demo/services.ts';

const SAMPLE = /^(\w+)(?:\{(.*)\})? (\S+)$/;
const LABEL = /(\w+)="((?:[^"\\]|\\.)*)"/g;

/** Sum of the samples of a metric that bear the given labels, as the service serves them. */
export const metricSum = async (
  { probeUrl }: ServiceProcess,
  name: string,
  wanted: Readonly<Record<string, string>> = {},
): Promise<number> => {
  const text = await (await fetch(`${probeUrl}/metrics`)).text();
  let sum = 0;
  for (const line of text.split('\n')) {
    const [, found, labels = '', value] = SAMPLE.exec(line) ?? [];
    if (found !== name) continue;
    const given = new Map([...labels.matchAll(LABEL)].map(([, label, one]) => [label, one]));
    if (Object.entries(wanted).every(([label, one]) => given.get(label) === one)) sum += Number(value);
  }
  return sum;
};
