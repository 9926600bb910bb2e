import {
  EFFECTIVE_MAX_MS,
  EFFECTIVE_MIN_MS,
  isBlank,
  isPlaceholder,
  type MappedFields,
  type MappingRejection,
  type Mappings,
} from '../../mappings/index.ts';
import type { EmploymentKind, Worker, WorkerEvent, WorkerEventKind } from '../../schemas/types.generated.ts';
import { type CanonicalAlias, canonicalAlias } from '../people/alias.ts';
import type { HashAlias } from '../people/alias-hash.ts';
import type { InputRecord, Prepared, Rejected } from '../runtime/service.ts';
import { aliasesOf, BadAlias, type HashedAlias } from './aliases.ts';
import type { IdentityErrorCode } from './error-codes.ts';
import { MERGES_PER_GROUP_MAX, WORKERS_PER_GROUP_MAX } from './groups/group.ts';
import type { Version } from './version.ts';

export interface EventDeps {
  readonly mappings: Pick<Mappings, 'source' | 'emailDomain' | 'fieldMap'>;
  readonly hashAlias: HashAlias;
  /** Keyed digest of a text, so that a fingerprint gives nothing of the worker away. */
  readonly digest: (text: string) => string;
}

/** What the marketplace may know of a worker, as one event tells it. */
export interface ProfileFacts {
  readonly employment_kind: EmploymentKind;
  readonly on_leave: boolean;
  /** Null without consent. */
  readonly email: string | null;
}

/** A worker event with all that the marketplace must not know taken out. */
export interface IdentityEvent {
  /** Source, and keyed hash of the event id: HR systems put employee ids and addresses into it. */
  readonly id: string;
  readonly source: string;
  readonly kind: WorkerEventKind;
  readonly employee_id: string;
  /** Keyed hash of the employee id. */
  readonly worker: string;
  readonly version: Version;
  /** Keyed hash of the other worker of a merge or unmerge; null for all other events. */
  readonly related: string | null;
  /** Null when the event does not carry the worker. */
  readonly profile: ProfileFacts | null;
  /** Whether the event says that the worker works here; null when it says nothing about that. */
  readonly employed: boolean | null;
  readonly aliases: readonly HashedAlias[];
}

export const ALIASES_PER_WORKER_MAX = 2_000;

/** The bar divides member id and course id in keys. */
const EMPLOYEE_ID = /^[^|\p{Cc}]{1,128}$/u;
const EXPECTED_ID = 'an id of 1 to 128 characters, no bar among them, and no word for nobody such as 0 or N/A';

const rejected = (code: IdentityErrorCode, reason: string, path: string): Rejected => ({
  kind: 'rejected',
  code,
  reason,
  path,
});

export const groupTooLarge = (): Rejected =>
  rejected(
    'hris_group_too_large',
    `more than ${WORKERS_PER_GROUP_MAX} workers, or ${MERGES_PER_GROUP_MAX} merges and unmerges, have to do with one another`,
    '$.related_employee_id',
  );

export const tooManyAliases = (): Rejected =>
  rejected('hris_too_many_aliases', `more than ${ALIASES_PER_WORKER_MAX} for one worker`, '$.worker');

const isEmployeeId = (id: string): boolean => EMPLOYEE_ID.test(id) && !isPlaceholder(id);

const namesAnother = (kind: WorkerEventKind): boolean => kind === 'merge' || kind === 'unmerge';

/** Whether an event says something of the worker itself, not of which worker it is. */
export const isAboutWorker = ({ kind }: IdentityEvent): boolean => !namesAnother(kind) && kind !== 'erase';

const faultOfRelated = ({ kind, employee_id, related_employee_id }: WorkerEvent): Rejected | null => {
  const fault = (reason: string) => rejected('hris_related_id_invalid', reason, '$.related_employee_id');
  if (related_employee_id === null) return fault(`a ${kind} event names the other worker`);
  if (!isEmployeeId(related_employee_id)) return fault(`expected ${EXPECTED_ID}`);
  return related_employee_id.trim() === employee_id.trim() ? fault('the worker itself') : null;
};

/** Faults that need no look into the worker. */
const faultOf = ({ key, value }: InputRecord<WorkerEvent>): Rejected | null => {
  const { kind, employee_id, effective_at } = value;
  if (isBlank(value.event_id)) return rejected('hris_event_id_missing', 'empty', '$.event_id');
  if (!isEmployeeId(employee_id)) {
    return rejected('hris_employee_id_invalid', `expected ${EXPECTED_ID}`, '$.employee_id');
  }
  if (key !== employee_id) return rejected('hris_key_mismatch', 'the record has another key', '$.employee_id');
  if (effective_at < EFFECTIVE_MIN_MS || effective_at > EFFECTIVE_MAX_MS) {
    return rejected('hris_time_implausible', 'before 1900 or after 2200', '$.effective_at');
  }
  if (namesAnother(kind)) return faultOfRelated(value);
  if (value.worker === null && kind !== 'terminate' && kind !== 'erase') {
    return rejected('hris_worker_missing', `a ${kind} event carries the worker`, '$.worker');
  }
  return null;
};

/**
 * Corrections of a worker who left do not bring them back. A snapshot that lists them as alumni says that they left, so that
 * a termination which never came is made good.
 */
const employedAfter = ({ kind, worker }: WorkerEvent): boolean | null => {
  if (kind === 'terminate') return false;
  if (kind === 'update' || kind === 'erase' || namesAnother(kind)) return null;
  return !(kind === 'snapshot_row' && worker?.employment_kind === 'alumni');
};

const profileOf = (worker: Worker, fields: MappedFields['member']): ProfileFacts => ({
  employment_kind: fields.employment_kind ?? worker.employment_kind,
  on_leave: worker.on_leave,
  email: worker.email_consent ? fields.email : null,
});

const sortedKeys = (_key: string, value: unknown): unknown =>
  value !== null && typeof value === 'object' && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : value;

/** Everything but the time of receipt, which differs between a delivery and its repeat. */
const canonicalText = ({ received_at: _, ...content }: WorkerEvent): string => JSON.stringify(content, sortedKeys);

const carried = (
  { mappings, hashAlias }: EventDeps,
  employee_id: CanonicalAlias,
  value: WorkerEvent,
): Pick<IdentityEvent, 'profile' | 'aliases'> | Rejected | MappingRejection => {
  const source = mappings.source(value.source);
  if (source?.kind !== 'hris') return rejected('unknown_source', 'no HR system of this id', '$.source');
  if (value.worker === null || value.kind === 'erase' || namesAnother(value.kind))
    return { profile: null, aliases: [] };
  const mapped = mappings.fieldMap('member').apply(value, { source, received_at: value.received_at });
  if (mapped.kind === 'rejected') return mapped;
  const profile = profileOf(value.worker, mapped.fields);
  try {
    const aliases = aliasesOf(employee_id, value.worker, hashAlias, mappings.emailDomain);
    return aliases.length > ALIASES_PER_WORKER_MAX ? tooManyAliases() : { profile, aliases };
  } catch (error) {
    if (error instanceof BadAlias) return rejected('hris_alias_invalid', error.message, error.path);
    throw error;
  }
};

/** Validates a worker event and takes out of it what the service works with: versions, facts and hashed aliases. */
export const prepareEvent = (deps: EventDeps, record: InputRecord<WorkerEvent>): Prepared<IdentityEvent> | Rejected => {
  const { value } = record;
  const fault = faultOf(record);
  if (fault) return fault;
  const aliasOf = (employee_id: string) =>
    canonicalAlias({ kind: 'employee_id', namespace: null, value: employee_id }, deps.mappings.emailDomain);
  const alias = aliasOf(value.employee_id);
  const facts = carried(deps, alias, value);
  if ('code' in facts) return facts;
  const id = `${value.source}|${deps.hashAlias.text('hris-event', value.event_id)}`;
  const event: IdentityEvent = {
    ...facts,
    id,
    source: value.source,
    kind: value.kind,
    employee_id: alias.value,
    worker: deps.hashAlias(alias),
    related: namesAnother(value.kind) ? deps.hashAlias(aliasOf(value.related_employee_id ?? '')) : null,
    version: { sequence: value.sequence, effective_at: value.effective_at },
    employed: employedAfter(value),
  };
  return { kind: 'prepared', id, fingerprint: deps.digest(canonicalText(value)), event };
};
