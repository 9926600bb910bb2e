import { hideAddresses } from '../../../mappings/address-in-text.ts';
import type { OutputRecord } from '../../../services/runtime/service.ts';
import type { AmbiguousField } from '../judge/inspect.ts';
import { isOfUnmappedCourse } from '../judge/judgement.ts';
import { Tally } from '../tally.ts';
import type { OpenGuess, Outcome } from './confirm.ts';
import type { Repeats } from './repeats.ts';

/** What is counted of all rows. Bounded, however many rows there are. */
export class Totals {
  rows = 0;
  /** What is open in the map. */
  readonly guesses: readonly OpenGuess[];
  readonly repeats: Repeats;
  readonly outcomes = new Tally();
  readonly published_by_rule = new Tally();
  readonly ignored_by_rule = new Tally();
  /** `code path`. */
  readonly refused = new Tally();
  readonly records_by_topic = new Tally();
  /** Courses that are evidence of nothing, as no row of `course-skills.csv` names them. */
  readonly courses_without_skills = new Tally();
  readonly unknown_verbs = new Tally();
  /** Of activities that led to a record; whether they are courses is not known. */
  readonly unknown_activity_types = new Tally();
  readonly ambiguous_fields = new Tally();
  readonly unmapped_fields = new Tally();

  constructor(guesses: readonly OpenGuess[], repeats: Repeats) {
    this.guesses = guesses;
    this.repeats = repeats;
  }

  add(raw: unknown, judgement: Outcome): void {
    this.rows += 1;
    this.outcomes.add(judgement.outcome);
    switch (judgement.outcome) {
      case 'published':
      case 'unconfirmed':
        this.published_by_rule.add(judgement.rule);
        for (const record of judgement.records) {
          this.records_by_topic.add(record.topic);
          const type = unknownTypeOf(record);
          if (type !== null) this.unknown_activity_types.add(type);
        }
        if (isOfUnmappedCourse(judgement.rule)) this.courses_without_skills.add(idOf(raw, 'object'));
        break;
      case 'ignored':
        this.ignored_by_rule.add(judgement.rule);
        if (judgement.rule === 'unknown-verb') this.unknown_verbs.add(idOf(raw, 'verb'));
        break;
      case 'refused':
        this.refused.add(`${judgement.code} ${judgement.path}`);
        break;
    }
  }

  /** Each field once a row. */
  addFields(ambiguous: readonly AmbiguousField[], unmapped: readonly string[]): void {
    for (const { field, ambiguity } of ambiguous) this.ambiguous_fields.add(`${field}: ${ambiguity}`);
    for (const field of unmapped) this.unmapped_fields.add(field);
  }

  /** Whether anything would be refused, or is in doubt. */
  get is_faulty(): boolean {
    return this.refusals > 0 || this.guesses.length > 0 || this.repeats.is_doubtful;
  }

  get refusals(): number {
    return this.refused.sorted().reduce((sum, [, count]) => sum + count, this.refused.others);
  }
}

const unknownTypeOf = ({ value }: OutputRecord): string | null =>
  value !== null && 'activity_kind' in value && value.activity_kind === null ? value.activity_type : null;

const idOf = (raw: unknown, part: 'object' | 'verb'): string =>
  hideAddresses(
    String((raw as Readonly<Record<string, { readonly id?: unknown } | undefined>> | null)?.[part]?.id ?? 'not known'),
  );
