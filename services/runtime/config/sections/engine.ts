import { topology } from '../../../../topology/topology.ts';
import { bytes, integer, milliseconds, text } from '../kinds.ts';
import { defaulted, defineSection } from '../variable.ts';

const KIB = 1024;
const MIB = 1024 * KIB;
const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** How the engine works through its input. */
export interface EngineSettings {
  /** First part of every idempotency key; a new generation handles everything anew. */
  readonly generation: string;
  readonly chunk_records_max: number;
  readonly chunk_bytes_max: number;
  readonly fetch_wait_max_ms: number;
  readonly fetch_min_bytes: number;
  readonly fetch_bytes_max: number;
  readonly partitions_concurrent_max: number;
  readonly session_timeout_ms: number;
  readonly claim_ttl_ms: number;
  readonly park_deadline_ms: number;
  readonly parked_aliases_max: number;
}

/** A parked record must outlive its deadline, or it would be lost without a trace. */
const PARK_DEADLINE_MAX_MS = topology.topics['identity.unresolved'].retention_ms! - 7 * DAY_MS;

/** Tuning. The defaults are meant for production. */
export const engine = defineSection({
  title: 'Engine',
  variables: {
    SERVICE_GENERATION: defaulted(
      text(/^[\w.-]{1,32}$/, 'up to 32 letters, digits, dots, dashes or underscores'),
      '1',
      {
        description:
          'First part of every idempotency key. Another one has all input of a service handled again. One for all instances of a ' +
          'service: change it with `npm run shared-settings -- adopt`.',
      },
    ),
    CHUNK_RECORDS_MAX: defaulted(integer(1, 10_000), '2000', {
      description: 'Records that one transaction takes at the most.',
    }),
    CHUNK_BYTES_MAX: defaulted(bytes(64 * KIB, 64 * MIB), String(4 * MIB), {
      description: 'Bytes of input that one transaction takes at the most; a single larger record is taken alone.',
    }),
    FETCH_WAIT_MAX_MS: defaulted(milliseconds(1, 10_000), '30', {
      description:
        'How long a broker may wait for FETCH_MIN_BYTES before it answers. One that had nothing last time is asked for the ' +
        'first byte, and may wait a second.',
    }),
    FETCH_MIN_BYTES: defaulted(bytes(1, 16 * MIB), String(32 * KIB), {
      description: 'Bytes that a broker waits for; more means larger chunks and later output.',
    }),
    FETCH_BYTES_MAX: defaulted(bytes(64 * KIB, 256 * MIB), String(6 * MIB), {
      description: 'Bytes that one answer of a broker holds at the most; bounds the memory of a process.',
    }),
    PARTITIONS_CONCURRENT_MAX: defaulted(integer(1, 256), '6', {
      description: 'Input partitions that one process handles side by side.',
    }),
    SESSION_TIMEOUT_MS: defaulted(milliseconds(6_000, 300_000), '30000', {
      description:
        'How long the group waits for an instance that says nothing before others take its partitions. Shorter finds a ' +
        'killed instance sooner; a pause longer than this costs a rebalance.',
    }),
    CLAIM_TTL_MS: defaulted(milliseconds(MINUTE_MS, 400 * DAY_MS), String(14 * DAY_MS), {
      description: 'How long an event id is remembered. Repeats of the same event later than this are published again.',
    }),
    PARK_DEADLINE_MS: defaulted(milliseconds(1, PARK_DEADLINE_MAX_MS), String(30 * DAY_MS), {
      description: 'How long a record waits for its person to be known before it becomes a dead letter.',
    }),
    PARKED_ALIASES_MAX: defaulted(integer(1, 10_000_000), '50000', {
      description:
        'Learner aliases of one input partition that may have parked records at a time. What comes for others is a dead letter ' +
        '(`parked_overflow`). An alias takes about 1 KB of Redis, for each service that parks.',
    }),
  },
  build: (values): EngineSettings => ({
    generation: values.SERVICE_GENERATION,
    chunk_records_max: values.CHUNK_RECORDS_MAX,
    chunk_bytes_max: values.CHUNK_BYTES_MAX,
    fetch_wait_max_ms: values.FETCH_WAIT_MAX_MS,
    fetch_min_bytes: values.FETCH_MIN_BYTES,
    fetch_bytes_max: values.FETCH_BYTES_MAX,
    partitions_concurrent_max: values.PARTITIONS_CONCURRENT_MAX,
    session_timeout_ms: values.SESSION_TIMEOUT_MS,
    claim_ttl_ms: values.CLAIM_TTL_MS,
    park_deadline_ms: values.PARK_DEADLINE_MS,
    parked_aliases_max: values.PARKED_ALIASES_MAX,
  }),
});
