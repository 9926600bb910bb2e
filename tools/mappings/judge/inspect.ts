import type { ExportMap } from '../../../mappings/exports/load.ts';
import type { ExportKind } from '../../../mappings/exports/targets.ts';
import type { FieldMapName, FieldMapRow, MappingContext, Mappings } from '../../../mappings/index.ts';
import type { OutputRecord } from '../../../services/runtime/service.ts';
import { createReadCheck, leavesOf } from './places.ts';

/** The field maps that a published row went through. */
const mapsBehind = ({ topic, value }: OutputRecord): readonly FieldMapName[] => {
  switch (topic) {
    case 'marketplace.completion':
      return ['completion'];
    case 'marketplace.score':
      return ['completion', 'score'];
    case 'marketplace.credential':
      return [value?.kind === 'badge' ? 'badge' : 'certificate'];
    case 'marketplace.enrollment':
      return ['enrollment'];
    case 'marketplace.member':
      return ['member'];
    default:
      return [];
  }
};

const MAPS_OF: Readonly<Record<ExportKind, readonly FieldMapName[]>> = {
  statements: ['completion', 'score', 'badge', 'certificate'],
  enrollments: ['enrollment'],
  workers: ['member'],
};

/** What is read by the services themselves, whatever the field maps say. */
const READ_BY_SERVICES: Readonly<Record<ExportKind, readonly string[]>> = {
  statements: [
    ...['id', 'actor', 'verb', 'version', 'authority', 'timestamp', 'stored', 'context.registration'],
    ...['object.objectType', 'object.id', 'object.definition.name', 'object.definition.type'],
    ...['object.definition.description', 'context.contextActivities'],
  ],
  enrollments: ['event_id', 'source', 'learner', 'course_id', 'course_name', 'status', 'occurred_at', 'received_at'],
  workers: ['event_id', 'source', 'kind', 'employee_id', 'sequence', 'effective_at', 'received_at', 'worker'],
};

export interface AmbiguousField {
  readonly field: string;
  /** What it could also mean, and why it is read as it is. */
  readonly ambiguity: string;
}

export interface Inspector {
  /** Fields that were read, of those that could mean something else. */
  readonly ambiguous: (
    raw: unknown,
    records: readonly OutputRecord[],
    context: MappingContext,
  ) => readonly AmbiguousField[];
  /** Places of the row that no mapping reads, without what stands there. */
  readonly unmapped: (row: unknown) => readonly string[];
}

export const createInspector = (mappings: Mappings, kind: ExportKind, map: ExportMap | null): Inspector => {
  const doubtful = new Map<FieldMapName, readonly FieldMapRow[]>(
    MAPS_OF[kind].map((name) => [name, mappings.fieldMap(name).rows.filter(({ ambiguity }) => ambiguity !== null)]),
  );
  const read =
    map === null
      ? [
          ...READ_BY_SERVICES[kind],
          ...MAPS_OF[kind].flatMap((name) => mappings.fieldMap(name).rows.map(({ source_field }) => source_field)),
        ]
      : map.rows.map(({ source_field }) => source_field);

  const isRead = createReadCheck(read);
  return {
    ambiguous: (raw, records, context) => {
      const names = new Set(records.flatMap(mapsBehind));
      return [...names].flatMap((name) =>
        (doubtful.get(name) ?? [])
          .filter((row) => row.read(raw, context) != null)
          .map(({ source_field, ambiguity }) => ({ field: source_field, ambiguity: ambiguity ?? '' })),
      );
    },
    unmapped: (row) => leavesOf(row).filter((leaf) => !isRead(leaf)),
  };
};
