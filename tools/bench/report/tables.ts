import { totalShare } from '../idle/measure.ts';
import type { ValidatorFigures } from '../micro/validators.ts';
import type { Medians, Report } from './report.ts';
import { targetsOf } from './targets.ts';

/** A table as text, whatever it is printed as. */
export interface TextTable {
  readonly title: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

const whole = (value: number): string => Math.round(value).toLocaleString('en-US');
const tenths = (value: number): string => value.toFixed(1);
const percent = (share: number): string => (share * 100).toFixed(2);
const megabytes = (bytes: number): string => whole(bytes / 1_000_000);

const catchUp = ({ medians, ratios, runs, load }: Report): TextTable => {
  const { service, floor } = medians;
  const row = (title: string, name: keyof Medians, show: (value: number) => string): readonly string[] => [
    title,
    show(service[name]),
    show(floor[name]),
    name === 'events_per_s' || name === 'cpu_us_per_event'
      ? ratios[name].toFixed(2)
      : floor[name] > 0
        ? (service[name] / floor[name]).toFixed(2)
        : '',
  ];
  return {
    title: `Catch-up with ${whole(load.events)} statements, medians of ${runs.length} ${runs.length === 1 ? 'run' : 'runs'}`,
    head: ['', 'learning service', 'floor', 'ratio'],
    rows: [
      row('events/s', 'events_per_s', whole),
      row('CPU µs/event', 'cpu_us_per_event', tenths),
      row('peak memory, MB', 'rss_peak_bytes', megabytes),
      row('CPU of Kafka, µs/event', 'kafka_cpu_us_per_event', tenths),
      row('CPU of Redis, µs/event', 'redis_cpu_us_per_event', tenths),
      row('records per chunk', 'chunk_records', whole),
    ],
  };
};

const eachRun = ({ runs }: Report): TextTable => ({
  title: 'Each run',
  head: ['run', 'service events/s', 'floor events/s', 'ratio', 'service µs', 'floor µs', 'service MB', 'floor MB'],
  rows: runs.map(({ service, floor }, i) => [
    String(i + 1),
    whole(service.events_per_s),
    whole(floor.events_per_s),
    (service.events_per_s / floor.events_per_s).toFixed(2),
    tenths(service.cpu_us_per_event),
    tenths(floor.cpu_us_per_event),
    megabytes(service.rss_peak_bytes),
    megabytes(floor.rss_peak_bytes),
  ]),
});

const latency = ({ latency: found }: Report): TextTable => ({
  title: `Latency at ${whole(found.rate_per_s)} events/s, from due time to a read_committed consumer, ${whole(found.samples)} completions`,
  head: ['p50, ms', 'p95, ms', 'p99, ms', 'max, ms', 'CPU µs/event'],
  rows: [[found.p50_ms, found.p95_ms, found.p99_ms, found.max_ms, found.cpu_us_per_event].map(tenths)],
});

const parts = ({ parts: found }: Report): TextTable => {
  const { per_statement_us: each, batch_per_output: batch } = found;
  return {
    title: 'Parts, without broker: CPU µs',
    head: ['part', 'µs', 'per'],
    rows: [
      ['Avro decode', each.avro_decode.toFixed(2), 'statement'],
      ['JSON.parse', each.json_parse.toFixed(2), 'statement'],
      ['validate', each.validate.toFixed(2), 'statement'],
      ['fingerprint', each.fingerprint.toFixed(2), 'statement'],
      ['prepare and handle, the three above included', each.prepare_and_handle.toFixed(2), 'statement'],
      ['Avro encode', found.avro_encode_per_output_us.toFixed(2), 'output record'],
      ['record batch, mended client', batch.fixed_us.toFixed(2), 'output record'],
      ['record batch, kafkajs as published', batch.untouched_us.toFixed(2), 'output record'],
      ['  untouched : mended', (batch.untouched_us / batch.fixed_us).toFixed(2), ''],
      ['output records', found.outputs_per_statement.toFixed(2), 'statement'],
    ],
  };
};

const validation = ({ parts: { validation: found } }: Report): TextTable => {
  const row = (name: string, { us_per_statement, us_per_case, cases_right }: ValidatorFigures): readonly string[] => [
    name,
    us_per_statement.toFixed(2),
    us_per_case === null ? '' : us_per_case.toFixed(2),
    cases_right === null ? '' : `${cases_right} of ${found.cases}`,
  ];
  return {
    title: 'Validation of xAPI statements: CPU µs',
    head: ['validator', 'a statement of the load', 'a conformance case', 'cases right'],
    rows: [
      row('this one', found.ours),
      row('@learninglocker/xapi-validation 3.0.0', found.learning_locker),
      ['  theirs : ours', (found.learning_locker.us_per_statement / found.ours.us_per_statement).toFixed(1), '', ''],
    ],
  };
};

const produce = ({ produce: found }: Report): TextTable => ({
  title:
    'Producing and consuming at the broker: CPU µs of the client a record, of output records of the learning service',
  head: ['client', 'compression', 'records a batch', 'produce, µs', 'consume, µs', 'bytes a record'],
  rows: found.map(({ client, compression, batch_records, produce_us, consume_us, bytes_per_record }) => [
    client === 'mended' ? 'mended' : 'kafkajs as published',
    compression,
    whole(batch_records),
    tenths(produce_us),
    tenths(consume_us),
    whole(bytes_per_record),
  ]),
});

const idle = ({ idle: found }: Report): TextTable => ({
  title: `Idle: CPU time over ${whole(found.measured_ms / 1000)} s while nothing comes in, all services running, in % of one core`,
  head: ['process', '%'],
  rows: [
    ...Object.entries(found.share_by_service).map(([name, share]) => [name, percent(share)]),
    ['all services', percent(totalShare(found))],
    ['Kafka', percent(found.share_of_kafka)],
    ['Redis', percent(found.share_of_redis)],
  ],
});

const targets = (report: Report): TextTable => ({
  title: 'Targets',
  head: ['what', 'wanted', 'measured', ''],
  rows: targetsOf(report).map(({ name, wanted, measured, met }) => [name, wanted, measured, met ? 'pass' : 'miss']),
});

export const tablesOf = (report: Report): readonly TextTable[] => [
  catchUp(report),
  ...(report.runs.length > 1 ? [eachRun(report)] : []),
  latency(report),
  parts(report),
  validation(report),
  produce(report),
  idle(report),
  targets(report),
];

/** The conditions, in lines for people. */
export const conditionsOf = ({ measured_at, machine, load, engine, node_args }: Report): readonly string[] => [
  `${measured_at}, ${machine.processors} × ${machine.model}, ${whole(machine.memory_bytes / 2 ** 30)} GiB, Node.js ${machine.node}, load average before the start ${machine.load_average.toFixed(1)}`,
  `Load: ${load.mix}; ${whole(load.value_bytes)} bytes a value, ${whole(load.learners)} learners`,
  `Engine: ${Object.entries(engine)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ')}`,
  ...(node_args.length > 0 ? [`Node.js arguments of the service: ${node_args.join(' ')}`] : []),
];
